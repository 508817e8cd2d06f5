/** The settings beside the code of a sign-in at the edge. They name the pool that is deployed: here its function gets those
 * of the pool on this machine. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EdgeConfig, readEdgeConfig } from '@cognito-trigger-suite/callers/internal/edge/config'
import { readStrings } from '@cognito-trigger-suite/triggers/internal/core/json'
import { parseJson } from '../../parse-json.ts'
import type { ClientModel, FunctionModel, StackModel } from '../../template/stack-model.ts'
import { TemplateError } from '../../template/template-error.ts'
import { type DistributionModel, edgeFunction } from './model.ts'

export interface SignIns {
  /** The model whose functions at the edge run with the settings of this stack, and whose app clients send people back here.
   * @throws Error in one sentence when a function has no settings, or no app client fits them */
  readonly place: (model: StackModel) => StackModel
  readonly close: () => Promise<void>
}

/** `places` is where each origin of the template is on this machine. It learns those to which an app client sends people
 * back. */
export function startSignIns(places: Map<string, string>): SignIns {
  const folder = mkdtempSync(join(tmpdir(), 'edge-'))

  function place(model: StackModel): StackModel {
    const { distributions = [] } = model.callers ?? {}
    const here = new Map<string, readonly string[]>()
    const functions = model.functions.map((each) => {
      const called = distributions.filter((one) => isCalledBy(one, each))
      if (each.trigger !== edgeFunction || called.length === 0) return each
      const config = readEdgeConfig(parseJson(readFileSync(join(each.codeDir, 'config.json'), 'utf8')))
      const { client, elsewhere } = findClient(called, config, model.clients)
      const addresses = called.flatMap(({ domainName }) => places.get(`https://${domainName}`) ?? [])
      for (const origin of elsewhere) here.set(origin, [...(here.get(origin) ?? []), ...addresses])
      const settings = { ...config, userPoolId: model.userPool.id, clientId: client.clientId }
      return { ...each, codeDir: layOver(folder, each, settings) }
    })
    for (const [origin, [address]] of here) if (address !== undefined) places.set(origin, address)
    return { ...model, functions, clients: model.clients.map((client) => sendHere(client, here)) }
  }

  return { place, close: () => rm(folder, { recursive: true, force: true }) }
}

function isCalledBy({ behaviors }: DistributionModel, { functionArn }: FunctionModel): boolean {
  return behaviors.some(({ viewerRequest }) => viewerRequest?.functionArn.startsWith(`${functionArn}:`))
}

/** Each address below such an origin, once for every site that stands for it. */
function sendHere(client: ClientModel, here: ReadonlyMap<string, readonly string[]>): ClientModel {
  const lists = ['CallbackURLs', 'LogoutURLs'].filter((key) => Object.hasOwn(client.properties, key))
  const placed = lists.map((key) => {
    const addresses = readStrings(client.properties[key]).flatMap((each) => {
      const { origin = '' } = URL.parse(each) ?? {}
      return here.get(origin)?.map((address) => `${address}${each.slice(origin.length)}`) ?? [each]
    })
    return [key, addresses] as const
  })
  return { ...client, properties: { ...client.properties, ...Object.fromEntries(placed) } }
}

/** The same code with the same settings is in the same place, so that its sandboxes stay. */
function layOver(folder: string, { codeDir }: FunctionModel, config: EdgeConfig): string {
  const text = JSON.stringify(config)
  const target = join(folder, createHash('sha256').update(`${codeDir}\n${text}`).digest('hex').slice(0, 16))
  if (existsSync(target)) return target
  cpSync(codeDir, target, { recursive: true })
  writeFileSync(join(target, 'config.json'), text)
  return target
}

/** The one without a secret that sends people back to these distributions; else to their callback path anywhere, since a
 * name that CloudFront makes up can be written out only after the deployment. */
function findClient(
  called: readonly DistributionModel[],
  { callbackPath }: EdgeConfig,
  clients: readonly ClientModel[],
): { readonly client: ClientModel; readonly elsewhere: readonly string[] } {
  const own = called.flatMap(({ domainName, aliases }) =>
    [domainName, ...aliases].map((host) => `https://${host}`),
  )
  const fitting = clients
    .filter(({ clientSecret }) => clientSecret === undefined)
    .map((client) => ({ client, elsewhere: originsOf(client, callbackPath) }))
    .filter(({ elsewhere }) => elsewhere.length > 0)
  const exact = fitting.filter(({ elsewhere }) => own.some((each) => elsewhere.includes(each)))
  const [only, other] = exact.length > 0 ? exact : fitting
  const names = called.map(({ name }) => name).join(' and ')
  if (only === undefined) {
    throw new TemplateError(
      `No app client of this template without a secret sends people back to ${callbackPath}, where the edge of ${names} awaits them: add https://<its name>${callbackPath} to the callback addresses of one.`,
    )
  }
  if (other !== undefined) {
    throw new TemplateError(
      `App clients ${only.client.name} and ${other.client.name} both send people back to ${callbackPath}, where the edge of ${names} awaits them: give that callback address to one alone.`,
    )
  }
  // What the template names itself is placed as every other address of it.
  return exact.length > 0 ? { ...only, elsewhere: [] } : only
}

function originsOf({ properties }: ClientModel, path: string): readonly string[] {
  return readStrings(properties['CallbackURLs']).flatMap((each) => {
    const address = URL.parse(each)
    return address?.pathname === path && address.protocol === 'https:' ? [address.origin] : []
  })
}

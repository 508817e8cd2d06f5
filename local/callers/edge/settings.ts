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
  /** The model whose functions at the edge run with the settings of this stack.
   * @throws Error in one sentence when a function has no settings, or no app client fits them */
  readonly place: (model: StackModel) => StackModel
  readonly close: () => Promise<void>
}

/** `places` is where each origin of the template is on this machine. It learns those to which an app client sends people
 * back. */
export function startSignIns(places: Map<string, string>): SignIns {
  const folder = mkdtempSync(join(tmpdir(), 'edge-'))
  return {
    place: (model) => ({
      ...model,
      functions: model.functions.map((each) => {
        const distribution = model.callers?.distributions?.find((one) => isCalledBy(one, each))
        if (each.trigger !== edgeFunction || distribution === undefined) return each
        const config = readEdgeConfig(parseJson(readFileSync(join(each.codeDir, 'config.json'), 'utf8')))
        const { client, origins } = findClient(distribution, config, model.clients)
        const address = places.get(`https://${distribution.domainName}`)
        if (address !== undefined) for (const origin of origins) places.set(origin, address)
        const here = { ...config, userPoolId: model.userPool.id, clientId: client.clientId }
        return { ...each, codeDir: layOver(folder, each, here) }
      }),
    }),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

function isCalledBy({ behaviors }: DistributionModel, { functionArn }: FunctionModel): boolean {
  return behaviors.some(({ viewerRequest }) => viewerRequest?.functionArn.startsWith(`${functionArn}:`))
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

/** The one without a secret that sends people back to the callback of this distribution; else to such a path anywhere, since
 * a name that CloudFront made up can be written out only after the deployment. */
function findClient(
  { name, domainName, aliases }: DistributionModel,
  { callbackPath }: EdgeConfig,
  clients: readonly ClientModel[],
): { readonly client: ClientModel; readonly origins: readonly string[] } {
  const own = [domainName, ...aliases].map((host) => `https://${host}`)
  const fitting = clients
    .filter(({ clientSecret }) => clientSecret === undefined)
    .map((client) => ({ client, origins: originsOf(client, callbackPath) }))
    .filter(({ origins }) => origins.length > 0)
  const exact = fitting.filter(({ origins }) => own.some((each) => origins.includes(each)))
  const [only, other] = exact.length > 0 ? exact : fitting
  if (only === undefined) {
    throw new TemplateError(
      `${name} signs people in at its edge, but no app client of this template without a secret sends them back to ${callbackPath}: add https://<its name>${callbackPath} to the callback addresses of one.`,
    )
  }
  if (other !== undefined) {
    throw new TemplateError(
      `${name} signs people in at its edge, but app clients ${only.client.name} and ${other.client.name} both send them back to ${callbackPath}: give that callback address to one alone.`,
    )
  }
  return only
}

function originsOf({ properties }: ClientModel, path: string): readonly string[] {
  return readStrings(properties['CallbackURLs']).flatMap((each) => {
    const address = URL.parse(each)
    return address?.pathname === path && address.protocol === 'https:' ? [address.origin] : []
  })
}

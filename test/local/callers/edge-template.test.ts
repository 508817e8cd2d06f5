/** A sign-in at the edge as CDK writes it: in the stack of the pool, and in the second stack that CDK makes outside of
 * us-east-1. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readCallerEvents } from '../../../callers/golden-events.ts'
import { type Fault, type RunningStack, startLocalStack } from '../../../local/start-local-stack.ts'
import { runInside } from '../../cli/cli-process.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { ask, valuesOf } from './ask.ts'

const keep = endAfterAll()
const regions = ['us-east-1', 'eu-west-1'] as const
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edge-'))
  keep(() => rm(folder, { recursive: true, force: true }))
  // By its path, since infra/ and its tests are compiled by rules of their own.
  const { synthesizeEdge }: { synthesizeEdge: (outdir: string, region: string) => void } = await import(
    join(import.meta.dirname, '../../infra/callers-app/synthesize-edge.ts')
  )
  for (const region of regions) synthesizeEdge(join(folder, region), region)
})

test.each(regions)(
  'of a stack in %s sends a browser to the login of the local pool, and back',
  async (region) => {
    const stack = await startLocalStack({ template: join(folder, region, 'Login.template.json') })
    keep(() => stack.close())
    const { callers, cognitoEndpoint } = stack.details
    const sites = callers.filter(({ caller }) => caller === 'edge').map(({ address }) => address)

    expect(sites).toHaveLength(2)
    for (const site of sites) {
      const answer = await ask(`${site}/orders`, ['sec-fetch-mode', 'navigate'])
      const login = new URL(valuesOf(answer.rawHeaders, 'location').join())
      expect([answer.status, login.origin]).toEqual([302, cognitoEndpoint])
      expect(login.searchParams.get('client_id')).toBe(stack.clients['site']?.clientId)
      expect(login.searchParams.get('redirect_uri')).toBe(`${site}/.auth/callback`)
      // The pool knows that client, and that it sends people back there.
      expect((await fetch(login)).status).toBe(200)
    }
  },
)

describe('cts invoke edge ends', () => {
  const [fixture] = readCallerEvents('edge')
  let stack: RunningStack

  beforeAll(async () => {
    stack = await startLocalStack({ template: join(folder, 'us-east-1', 'Login.template.json') })
    keep(() => stack.close())
    await writeFile(join(folder, 'stack.json'), JSON.stringify(stack.details))
  })

  const refresh = { cookie: [{ key: 'Cookie', value: '__Host-Http-edge-refresh-0=token' }] }
  const foreign = { 'sec-fetch-site': [{ key: 'Sec-Fetch-Site', value: 'same-site' }] }

  test.each<[number, string, Fault | null, string, object, readonly string[]]>([
    [0, 'success', null, 'GET', {}, []],
    [0, 'success', null, 'GET', refresh, []],
    [2, 'denied', null, 'DELETE', foreign, []],
    [3, 'failed', { kind: 'error' }, 'GET', refresh, []],
    [4, 'timed-out', { kind: 'hang' }, 'GET', refresh, ['--timeout', '300']],
  ])('with %i: %s, with the fault %j', async (exitCode, outcome, fault, method, headers, more) => {
    const event = JSON.parse(JSON.stringify(fixture?.event))
    const { request } = event.Records[0].cf
    Object.assign(request, { method, headers: { ...request.headers, ...headers } })
    await writeFile(join(folder, 'event.json'), JSON.stringify(event))
    stack.faults.set('user-pool', fault)

    // The template has two.
    const [name = ''] = Object.entries(stack.details.functions).flatMap(([kind, each]) =>
      kind.startsWith('edge/') ? [each] : [],
    )
    const sent = ['--event', join(folder, 'event.json')]
    const ran = await runInside(['invoke', 'edge', '--function', name, ...sent, '--json', ...more], {
      env: { SUITE_STACK_FILE: join(folder, 'stack.json') },
    })

    expect(JSON.parse(ran.stdout)).toMatchObject({ trigger: 'edge', outcome })
    expect(ran.exitCode).toBe(exitCode)
    expect(ran.stdout).not.toContain('=token')
  })
})

describe('refused in a sentence is', () => {
  const withTemplate = async (region: string, change: (template: string) => string): Promise<string> => {
    const copy = await mkdtemp(join(folder, 'changed-'))
    await cp(join(folder, region), copy, { recursive: true })
    const file = join(copy, 'Login.template.json')
    await writeFile(file, change(await readFile(file, 'utf8')))
    return file
  }

  test.each<[string, (template: string) => string, RegExp]>([
    [
      'no client',
      (text) => text.replace('/.auth/callback', '/callback'),
      /^No app client .* to \/.auth\/callback, where the edge of SignInSite\w+ awaits them: add https:\/\/<its name>\/.auth\/callback/,
    ],
    [
      'a client with a secret',
      (text) => text.replace('"CallbackURLs"', '"GenerateSecret": true, "CallbackURLs"'),
      /^No app client of this template without a secret/,
    ],
    [
      'two clients',
      (text) => {
        const template = JSON.parse(text)
        const client = Object.values<Record<string, unknown>>(template.Resources).find(
          ({ Type }) => Type === 'AWS::Cognito::UserPoolClient',
        )
        template.Resources.Other = {
          ...client,
          Properties: { ...Object(client?.['Properties']), ClientName: 'other' },
        }
        return JSON.stringify(template)
      },
      /^App clients site and other both send people back to \/.auth\/callback.*: give that callback address to one alone\.$/,
    ],
  ])('%s for its callback', async (_, change, sentence) => {
    const template = await withTemplate('us-east-1', change)

    await expect(startLocalStack({ template })).rejects.toThrow(sentence)
  })

  test('a function whose stack is not beside the template', async () => {
    const template = await withTemplate('eu-west-1', (text) => text)
    await rm(join(template, '../manifest.json'))

    await expect(startLocalStack({ template })).rejects.toThrow(
      /calls a function of another stack by the parameter \/cdk\/EdgeFunctionArn\/eu-west-1\/.*: synthesize the whole app/,
    )
  })

  test.each([
    ['without settings', (file: string) => rm(file), /cannot be loaded: ENOENT.*config\.json/],
    [
      'with wrong ones',
      (file: string) => writeFile(file, '{}'),
      /cannot be loaded: config\.json of the edge function: forwardsToken must be true or false\.$/,
    ],
  ])('a function %s', async (_, spoil, sentence) => {
    const template = await withTemplate('us-east-1', (text) => text)
    const copy = join(template, '..')
    const code = (await readdir(copy)).find((name) => name.startsWith('asset.')) ?? ''
    await spoil(join(copy, code, 'config.json'))

    await expect(startLocalStack({ template })).rejects.toThrow(sentence)
  })
})

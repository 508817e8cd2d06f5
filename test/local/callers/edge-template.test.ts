/** A sign-in at the edge as CDK writes it: in the stack of the pool, and in the second stack that CDK makes outside of
 * us-east-1. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { startLocalStack } from '../../../local/start-local-stack.ts'
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
    const site = callers.find(({ caller }) => caller === 'edge')?.address ?? ''

    const answer = await ask(`${site}/orders`, ['sec-fetch-mode', 'navigate'])
    const login = new URL(valuesOf(answer.rawHeaders, 'location').join())

    expect([answer.status, login.origin]).toEqual([302, cognitoEndpoint])
    expect(login.searchParams.get('client_id')).toBe(stack.clients['site']?.clientId)
    expect(login.searchParams.get('redirect_uri')).toBe(`${site}/.auth/callback`)
    // The pool knows that client, and that it sends people back there.
    expect((await fetch(login)).status).toBe(200)
  },
)

describe('refused in a sentence is', () => {
  const withTemplate = async (region: string, change: (template: string) => string): Promise<string> => {
    const copy = await mkdtemp(join(folder, 'changed-'))
    await cp(join(folder, region), copy, { recursive: true })
    const file = join(copy, 'Login.template.json')
    await writeFile(file, change(await readFile(file, 'utf8')))
    return file
  }

  test.each<[string, (template: string) => string, string]>([
    [
      'no client',
      (text) => text.replace('/.auth/callback', '/callback'),
      'no app client of this template without a secret sends them back to /.auth/callback: add https://<its name>/.auth/callback',
    ],
    [
      'a client with a secret',
      (text) => text.replace('"CallbackURLs"', '"GenerateSecret": true, "CallbackURLs"'),
      'no app client of this template without a secret',
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
      'app clients site and other both send them back to /.auth/callback: give that callback address to one alone',
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

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, inject, test } from 'vitest'
import { handlerOptions } from '../../triggers/build/bundle.ts'
import { isObject } from '../../triggers/core/json.ts'

const root = join(import.meta.dirname, '../..')
const rules = readdirSync(join(root, 'triggers/pre-sign-up/rules')).map((file) => file.replace('.ts', ''))

interface Bundled {
  readonly bytes: number
  /** The modules that put at least one byte into it. */
  readonly modules: readonly string[]
}

/** What a handler with these statements is bundled to, as triggers/build/build.ts does it. */
async function bundle(statements: readonly string[]): Promise<Bundled> {
  const { metafile } = await build({
    stdin: { contents: statements.join('\n'), resolveDir: root, loader: 'ts' },
    ...handlerOptions,
    write: false,
    outfile: 'index.mjs',
  })
  const [output] = Object.values(metafile.outputs)
  const modules = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [path] : [],
  )
  return { bytes: output?.bytes ?? 0, modules }
}

const engine = [
  "import { definePreSignUp } from './triggers/pre-sign-up/define.ts'",
  "import { preSignUpTrigger } from './triggers/pre-sign-up/trigger.ts'",
  "import { createHandler } from './triggers/core/run.ts'",
  "import { lambdaRuntime } from './triggers/core/lambda-runtime.ts'",
]
const handle = (rule: string): string =>
  `export const handler = createHandler(preSignUpTrigger(definePreSignUp({ rules: [${rule}] })), lambdaRuntime())`

/** Each rule as the smallest configuration that needs all of it, and what it may add to a handler without rules, in
 * bytes: what it takes today and a tenth. */
const configurations: Readonly<Record<string, readonly [imports: string, rule: string, limitBytes: number]>> =
  {
    'email-domains': ['emailDomains', "emailDomains({ deny: ['a.example'] })", 6_700],
    'disposable-email': ['disposableEmail', 'disposableEmail()', 106_000],
    'sign-up-mode': ['signUpMode', "signUpMode({ mode: 'invite-only', invitation: {}, records: {} })", 6_800],
    attributes: ['attributes', 'attributes({ minimumAge: 16 })', 6_800],
    'one-account-per-address': [
      'oneAccountPerAddress',
      "oneAccountPerAddress({ reservations: {}, onFailure: 'deny' })",
      7_400,
    ],
    'human-check': ['humanCheck', "humanCheck({ verifier: {}, onFailure: 'deny' })", 2_600],
    callers: ['callers', "callers({ apps: ['a'] })", 2_600],
    'confirm-and-verify': [
      'confirmAndVerify',
      "confirmAndVerify({ trust: { domains: ['a.example'] } })",
      7_900,
    ],
    'link-accounts': [
      'linkAccounts',
      "linkAccounts({ directory: {}, providersThatVerifyEmail: ['G'] })",
      6_300,
    ],
  }

test('every rule is in the table', () => {
  expect(Object.keys(configurations).sort()).toEqual([...rules].sort())
})

describe.each(Object.entries(configurations))('a handler with %s', (name, [imports, rule, limitBytes]) => {
  test('holds no other rule, no adapter and no list that is not its own, and stays small', async () => {
    const bare = await bundle([...engine, handle('')])
    const own = `import { ${imports} } from './triggers/pre-sign-up/rules/${name}.ts'`

    const { bytes, modules } = await bundle([...engine, own, handle(rule)])

    const foreign = modules.filter(
      (path) =>
        (path.includes('/rules/') && !path.endsWith(`/${name}.ts`)) ||
        path.includes('/adapters/') ||
        path.includes('node_modules') ||
        (path.endsWith('/disposable-domains.ts') && name !== 'disposable-email'),
    )
    expect(foreign).toEqual([])
    expect(modules).toContain(`triggers/pre-sign-up/rules/${name}.ts`)
    expect(bytes - bare.bytes).toBeLessThanOrEqual(limitBytes)
  })
})

test('the bundle holds the rules that its suite names, and not a byte of the others', () => {
  const meta: unknown = JSON.parse(readFileSync(join(inject('dist'), 'meta/pre-sign-up.json'), 'utf8'))
  const suite = readFileSync(join(root, 'test/suites/shipped.ts'), 'utf8')
  const outputs = isObject(meta) && isObject(meta['outputs']) ? Object.values(meta['outputs']) : []
  const inputs = outputs.flatMap((output) =>
    isObject(output) && isObject(output['inputs']) ? Object.entries(output['inputs']) : [],
  )

  const held = inputs.flatMap(([path, input]) =>
    path.includes('pre-sign-up/rules/') && isObject(input) && Number(input['bytesInOutput']) > 0
      ? [path.replace(/.*\/|\.ts$/g, '')]
      : [],
  )

  expect(held.sort()).toEqual(rules.filter((rule) => suite.includes(`pre-sign-up/rules/${rule}.ts`)).sort())
})

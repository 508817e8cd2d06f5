/** The figures that the documents give of the bundles, measured on the suite as it comes. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, inject, test } from 'vitest'
import { isObject } from '../../triggers/core/json.ts'
import { registry, type TriggerName, triggerNames } from '../../triggers/registry.ts'

const dist = inject('dist')
const bundle = (trigger: TriggerName): string => join(dist, 'triggers', trigger, 'index.mjs')
/** The triggers that a person waits for on the way to a token. */
const light = ['pre-sign-up', 'pre-token-generation'] as const

/** Those that a suite may do without are built of other suites. */
const shippedNames = triggerNames.filter((name) => !registry[name].isOptional)

/** All that is deployed. */
const functions = [...shippedNames, 'provisioning-worker', 'rehearsal'] as const
type FunctionName = (typeof functions)[number]

/** What AWS's runtime client has loaded before it imports a handler. */
const runtimeClientBuiltins = [
  'http',
  'fs',
  'path',
  'util',
  'crypto',
  'stream',
  'events',
  'url',
  'vm',
  'async_hooks',
]

/** Built-in modules that importing the bundle loads on top of those of the runtime client. */
function loadedBuiltins(trigger: TriggerName): readonly string[] {
  const script = `
    for (const name of ${JSON.stringify(runtimeClientBuiltins)}) process.getBuiltinModule('node:' + name)
    await import('data:text/javascript,')
    const before = new Set(process.moduleLoadList)
    await import(${JSON.stringify(bundle(trigger))})
    process.stdout.write(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name))))
    process.exit(0)
  `
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: {
      AWS_REGION: 'eu-west-1',
      TABLE_NAME: 'suite',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: 'https://127.0.0.1:9/',
    },
  })
  const names: unknown = JSON.parse(output)
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

function builtinsBesideHttps(trigger: TriggerName): readonly string[] {
  const https =
    /NativeModule (internal\/|_tls_|_http_|tls$|https$|net$|dns$|querystring$|crypto$)|Internal Binding/
  return loadedBuiltins(trigger).filter((name) => !https.test(name))
}

/** The files whose code is in the bundle. */
function modulesIn(trigger: FunctionName): readonly string[] {
  const meta: unknown = JSON.parse(readFileSync(join(dist, 'meta', `${trigger}.json`), 'utf8'))
  const outputs = isObject(meta) && isObject(meta['outputs']) ? Object.values(meta['outputs']) : []
  const inputs = outputs.flatMap((output) =>
    isObject(output) && isObject(output['inputs']) ? Object.entries(output['inputs']) : [],
  )
  return inputs.flatMap(([path, input]) =>
    isObject(input) && Number(input['bytesInOutput']) > 0 ? [path] : [],
  )
}

/** The packages whose code is in the bundle. */
function packagesIn(trigger: FunctionName): readonly string[] {
  return [
    ...new Set(
      modulesIn(trigger).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    ),
  ]
}

describe.each(shippedNames)('the bundle of %s', (trigger) => {
  test('holds no check of options: the build has made them', () => {
    expect(modulesIn(trigger).filter((path) => path.includes('/options'))).toEqual([])
  })

  test('is one file', () => {
    expect(readdirSync(join(dist, 'triggers', trigger))).toEqual(['index.mjs'])
  })

  test('exports an async handler', () => {
    expect(readFileSync(bundle(trigger), 'utf8')).toMatch(/export\{[\w$]+ as handler\}/)
  })

  test('imports no built-in module by name, and holds no path of the machine that built it', () => {
    const code = readFileSync(bundle(trigger), 'utf8')

    expect(code).not.toMatch(/from\s*"(node:)?(http|https|crypto|fs)"/)
    expect(code).not.toContain(join(import.meta.dirname, '../..'))
  })
})

test.each(functions)('the bundle of %s holds no AWS SDK', (name) => {
  expect(packagesIn(name).filter((each) => /^@(aws-sdk|smithy|aws-crypto)\//.test(each))).toEqual([])
})

describe.each(light)('the bundle of %s', (trigger) => {
  test('is at most 34 KB, 14 KB compressed', () => {
    expect(statSync(bundle(trigger)).size).toBeLessThanOrEqual(34_816)
    expect(gzipSync(readFileSync(bundle(trigger))).length).toBeLessThanOrEqual(14_336)
  })

  test('loads no undici', () => {
    expect(loadedBuiltins(trigger).filter((name) => name.includes('undici'))).toEqual([])
  })
})

test('pre sign-up, whose rules call nothing, holds no package and loads no built-in module', () => {
  expect(packagesIn('pre-sign-up')).toEqual([])
  expect(loadedBuiltins('pre-sign-up')).toEqual([])
})

test('pre token generation holds no package, and loads what HTTPS and its signature need', () => {
  expect(packagesIn('pre-token-generation')).toEqual([])
  expect(builtinsBesideHttps('pre-token-generation')).toEqual([])
})

test('post confirmation holds no package, and loads what HTTPS and its signature need', () => {
  expect(packagesIn('post-confirmation')).toEqual([])
  expect(builtinsBesideHttps('post-confirmation')).toEqual([])
})

test('post confirmation is at most 40 KB, 16 KB compressed', () => {
  expect(statSync(bundle('post-confirmation')).size).toBeLessThanOrEqual(40_960)
  expect(gzipSync(readFileSync(bundle('post-confirmation'))).length).toBeLessThanOrEqual(16_384)
})

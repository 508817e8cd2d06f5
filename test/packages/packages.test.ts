/** The packages as they would be published: what is in them, who can import what, and who compiles against them. */
import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core'
import { build } from 'esbuild'
import { publint } from 'publint'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { refusePublishing } from '../../scripts/pack.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { install, scope } from './packed-project.ts'

const run = promisify(execFile)
const keep = endAfterAll()
const packed = inject('packed')
let project: string

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'consumer-'))
  keep(() => rm(project, { recursive: true, force: true }))
  await install(project, packed)
})

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const names = ['triggers', 'cdk', 'client', 'callers', 'local', 'cli'].map((name) => `${scope}/${name}`)
const all = [...names, 'create-cognito-trigger-suite']

async function readManifest(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8'))
}

describe.each(all)('%s', (name) => {
  test('has no finding of publint', async () => {
    const { messages } = await publint({ pkgDir: join(project, 'node_modules', name), strict: true })

    expect(messages.filter(({ code }) => !accepted.has(code))).toEqual([])
  })

  test('has types that arethetypeswrong finds right for modules and bundlers', async () => {
    const { file = '' } = packed.tarballs.find((tarball) => tarball.name === name) ?? {}
    const checked = await checkPackage(createPackageFromTarballData(await readFile(file)), {
      excludeEntrypoints: [/\.css$/, './check-app'],
    })

    const problems = checked.types === false ? [] : checked.problems
    // Node's `require` loads ES modules, and the compiler's oldest resolution knows no `exports`.
    const isKnown = (problem: Problem) =>
      problem.kind === 'CJSResolvesToESM' ||
      ('resolutionKind' in problem && problem.resolutionKind === 'node10')
    expect(problems.filter((problem) => !isKnown(problem))).toEqual([])
  })

  test('names each package that it imports, and none that it does not', async () => {
    const { dependencies = {}, peerDependencies = {} } = await readManifest(name)
    const imported = await findImports(name)

    const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)])
    expect([...declared].sort()).toEqual([...new Set([...imported, ...(started.get(name) ?? [])])].sort())
  })

  test('holds the files of its list', async () => {
    const files = packed.tarballs.find((tarball) => tarball.name === name)?.files ?? []
    const modules = new Set(files.flatMap((file) => /^(.*)\.js\.map$/.exec(file)?.[1] ?? []))
    const others = files.filter((file) => !modules.has(file.replace(/\.(d\.ts|js|js\.map)$/, '')))
    expect(files.length).toBe(others.length + 3 * modules.size)

    const list = [...others, ...[...modules].map((module) => `${module}.{d.ts,js,js.map}`)].sort()
    await expect(`${updateHint}\n${list.join('\n')}\n`).toMatchFileSnapshot(
      `files/${name.replace(`${scope}/`, '')}.txt`,
    )
  })
})

const updateHint = '# Written by: npm test -- test/packages/packages.test.ts --update'

/** An entry of JSON or CSS has no types. */
const accepted = new Set(['FILE_DOES_NOT_EXIST_IN_TYPES'])

/** What a package starts as a program, or needs for one that it starts. */
const started = new Map([
  [`${scope}/cdk`, ['esbuild', `${scope}/callers`]],
  [`${scope}/local`, ['esbuild', 'aws-lambda-ric', `${scope}/cdk`]],
])

/** Packages of others that the emitted code imports. */
async function findImports(name: string): Promise<ReadonlySet<string>> {
  const folder = join(project, 'node_modules', name)
  const files: string[] = []
  for await (const file of glob('**/*.js', { cwd: folder, exclude: ['template/**'] })) files.push(file)
  const { metafile } = await build({
    stdin: { contents: files.map((file) => `import './${file}'`).join('\n'), resolveDir: folder },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    ignoreAnnotations: true,
    supported: { 'top-level-await': true },
    write: false,
    metafile: true,
  })
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  const others = imported.map((path) =>
    path
      .split('/')
      .slice(0, path.startsWith('@') ? 2 : 1)
      .join('/'),
  )
  return new Set(others.filter((other) => !other.startsWith('node:') && !builtinModules.includes(other)))
}

test('the packages that people put into an app bring no other package', async () => {
  for (const name of [`${scope}/client`, `${scope}/triggers`])
    expect(await readManifest(name)).not.toHaveProperty('dependencies')
  expect(Object.keys((await readManifest(`${scope}/triggers`)).peerDependencies ?? {})).toEqual(['esbuild'])
})

test('every entry of every package is there, with its types', async () => {
  const imports: string[] = []
  for (const name of names) {
    const { exports } = await readManifest(name)
    for (const [entry, target] of Object.entries(exports)) {
      const files = typeof target === 'string' ? [target] : [target.types, target.default]
      for (const file of files) {
        const [found] = globSync(file.replace('./', ''), { cwd: join(project, 'node_modules', name) })
        expect(found, `${name} ${file}`).toBeDefined()
      }
      if (!entry.includes('*') && entry.length > 1 && !/\.(json|css)$/.test(entry))
        imports.push(name + entry.slice(1))
    }
  }
  const loads = imports.map((path) => `await import('${path}')`)
  await runModule(loads.filter((load) => !/vitest|playwright|node-test/.test(load)).join('\n'))
})

test('what is no entry cannot be imported', async () => {
  await expect(runModule(`await import('${scope}/triggers/core/plan')`)).rejects.toThrow(
    'ERR_PACKAGE_PATH_NOT_EXPORTED',
  )
})

test('a CommonJS module requires the construct and the triggers', async () => {
  const { stdout } = await run(
    process.execPath,
    [
      '-e',
      `
    const { CognitoTriggerSuite } = require('${scope}/cdk')
    const { definePreSignUp } = require('${scope}/triggers/pre-sign-up/define')
    console.log(typeof CognitoTriggerSuite, typeof definePreSignUp)`,
    ],
    { cwd: project },
  )

  expect(stdout).toBe('function function\n')
})

const app = `
import { CognitoTriggerSuite } from '${scope}/cdk'
import { createAuthClient } from '${scope}/client'
import { definePreSignUp } from '${scope}/triggers/pre-sign-up/define'
import { emailDomains } from '${scope}/triggers/pre-sign-up/rules/email-domains'
export const preSignUp = () => definePreSignUp({ rules: [emailDomains({ deny: ['blocked.example'] })] })
export const made = [CognitoTriggerSuite, createAuthClient] as const
`

test.each([
  ['nodenext, of a module', { module: 'nodenext' }, 'module'],
  ['nodenext, of CommonJS', { module: 'nodenext' }, 'commonjs'],
  ['a bundler', { module: 'preserve', moduleResolution: 'bundler' }, 'module'],
] as const)(
  'a team compiles its app for %s, with and without exact optional properties',
  async (kind, options, type) => {
    for (const exactOptionalPropertyTypes of [true, false])
      expect(await compile(kind, app, { ...options, exactOptionalPropertyTypes }, type)).toBe('')
  },
)

test('a misspelled option does not compile', async () => {
  const told = await compile(
    'misspelled',
    app.replace('deny:', 'denyy:'),
    { module: 'nodenext', skipLibCheck: true },
    'module',
  )

  expect(told).toContain("'denyy' does not exist in type 'EmailDomainsOptions'")
})

test('the client compiles for ES2017 with the libraries of a browser alone, and bundles for it', async () => {
  const code = `export { createAuthClient } from '${scope}/client'\n`
  const options = {
    module: 'preserve',
    moduleResolution: 'bundler',
    target: 'es2017',
    lib: ['es2017', 'dom'],
    types: [],
  }

  expect(await compile('browser', code, options, 'module')).toBe('')
  for (const [target, maxBytes] of [
    ['es2017', 8_400],
    ['es2022', 7_500],
  ] as const) {
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: project },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target,
      external: ['@aws-sdk/*'],
      write: false,
    })
    expect(outputFiles[0]?.contents.length, target).toBeLessThan(maxBytes)
  }
})

async function runModule(code: string): Promise<void> {
  await run(process.execPath, ['--input-type=module', '-e', code], { cwd: project })
}

/** What the compiler finds in a file of the project. */
async function compile(name: string, code: string, options: object, type: string): Promise<string> {
  const folder = join(project, name.replaceAll(/\W+/g, '-'))
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type }))
  await writeFile(join(folder, 'app.ts'), code)
  const compilerOptions = {
    target: 'es2024',
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    ...options,
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }))
  const found = await run(join(project, 'node_modules/.bin/tsc'), ['-p', folder], {
    cwd: dirname(folder),
  }).catch((error: unknown) => ({ stdout: String(Object(error).stdout) }))
  // CDK's own declarations do not compile under every option.
  const lines = found.stdout.split('\n').filter((line) => /^\S*(@cognito-trigger-suite|app\.ts)/.test(line))
  return lines.join('\n')
}

test('the packages are published only when their manifest says where the code is', () => {
  const refusal = 'package.json lacks repository.url'

  expect(refusePublishing({})).toContain(refusal)
  expect(refusePublishing({ repository: 'owner/name' })).toContain(refusal)
  expect(refusePublishing({ repository: { url: 'git+https://code.example/a/b.git' } })).toBeUndefined()
})

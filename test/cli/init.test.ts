import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runInside } from './cli-process.ts'
import { expectGolden } from './golden.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function makeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(directory, name, '..'), { recursive: true })
    await writeFile(join(directory, name), text)
  }
  return directory
}

test('init adds what a project lacks', async () => {
  const directory = await makeProject({
    'package.json':
      '{\n\t"name": "ours",\n\t"type": "commonjs",\n\t"scripts": { "test": "vitest run ours" },\n\t"dependencies": { "typescript": "7.0.1" }\n}\n',
  })

  const ran = await runInside(['init'], { directory })

  await expectGolden('init', ran, directory)
  const manifest = await readFile(join(directory, 'package.json'), 'utf8')
  expect(manifest).toMatch(/^\{\n\t"name": "ours"/)
  expect(JSON.parse(manifest)).toMatchObject({
    type: 'commonjs',
    scripts: { test: 'vitest run ours', synth: expect.any(String) },
    dependencies: { typescript: '7.0.1', '@cognito-trigger-suite/triggers': expect.any(String) },
    devDependencies: expect.not.objectContaining({ typescript: expect.anything() }),
  })
  const again = await runInside(['init', '--json'], { directory })
  const { files } = JSON.parse(again.stdout)
  expect(files.every(({ outcome }: { readonly outcome: string }) => outcome === 'kept')).toBe(true)
})

test('init changes no value that is there, and leaves an app alone', async () => {
  const files = {
    'package.json': '{ "name": "ours", "type": "module", "dependencies": {} }\n',
    'cdk.json': '{ "app": "node bin/ours.ts", "context": { "@aws-cdk/aws-iam:minimizePolicies": false } }',
    'triggers/suite.ts': 'export {}\n',
  }
  const directory = await makeProject(files)

  const { stdout } = await runInside(['init'], { directory })

  expect(stdout).toMatch(/^= triggers\/suite\.ts\n\+ tsconfig\.json\n~ package\.json\n/)
  expect(stdout).toContain('The app that cdk.json names stays: ')
  expect(await readFile(join(directory, 'triggers/suite.ts'), 'utf8')).toBe('export {}\n')
  expect(await readFile(join(directory, 'cdk.json'), 'utf8')).toBe(files['cdk.json'])
})

test('init --dry-run writes nothing', async () => {
  const directory = await makeProject({ 'package.json': '{}' })

  const { stdout } = await runInside(['init', '--dry-run'], { directory })

  expect(stdout).toContain('+ triggers/suite.ts\n')
  expect(stdout).toContain('\nNothing was written.\n')
  expect(await readFile(join(directory, 'package.json'), 'utf8')).toBe('{}')
  await expect(readFile(join(directory, 'triggers/suite.ts'))).rejects.toThrow('ENOENT')
})

/** What `cdk init app --language typescript` makes, as far as init reads it. */
const stock = {
  'package.json':
    '{\n  "name": "ours",\n  "scripts": { "build": "tsc", "test": "jest" },\n  "devDependencies": { "jest": "^30" }\n}\n',
  'cdk.json': '{ "app": "npx tsc && npx tsx bin/ours.ts" }',
  'tsconfig.json':
    '{\n    "compilerOptions": {\n        "module": "NodeNext",\n        "noEmit": true\n    },\n    "exclude": [\n        "node_modules",\n        "cdk.out"\n    ]\n}\n',
  'test/ours.test.ts': "test('ours', () => {})\n",
}

test('init keeps the compiler and the tests of a stock CDK project out of what it adds', async () => {
  const directory = await makeProject(stock)

  const { stdout } = await runInside(['init'], { directory })

  expect(stdout).toContain('~ tsconfig.json\n    + exclude: triggers\n+ triggers/tsconfig.json\n')
  expect(stdout).toContain('The rule comes without its test, which vitest runs: ')
  expect(await readFile(join(directory, 'tsconfig.json'), 'utf8')).toBe(
    stock['tsconfig.json'].replace('"cdk.out"\n', '"cdk.out",\n        "triggers"\n'),
  )
  expect((await readdir(directory, { recursive: true })).toSorted()).toEqual([
    'cdk.json',
    'package.json',
    'test',
    'test/ours.test.ts',
    'triggers',
    'triggers/package.json',
    'triggers/rules',
    'triggers/rules/personal-addresses.ts',
    'triggers/suite.ts',
    'triggers/tsconfig.json',
    'tsconfig.json',
  ])
  const manifest = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'))
  expect(manifest.scripts).toMatchObject({ build: 'tsc', test: 'jest', check: 'cts build' })
  expect(manifest.devDependencies).not.toHaveProperty('vitest')
  const again = await runInside(['init'], { directory })
  expect(again.stdout).toContain('The project has all of it.')
})

test('init leaves settings alone that already take or leave out what it adds', async () => {
  for (const text of [
    '{ /* ours */ "exclude": ["dist", "triggers"] }',
    '{ // ours\n "compilerOptions": { "allowImportingTsExtensions": true } }',
  ]) {
    const directory = await makeProject({ ...stock, 'tsconfig.json': text })

    const { stdout } = await runInside(['init'], { directory })

    expect(stdout).toContain('= tsconfig.json\n')
    expect(await readFile(join(directory, 'tsconfig.json'), 'utf8')).toBe(text)
  }
})

test.each([
  ['triggers/suite.mts', {}],
  ['auth/suite.ts', { 'cdk.json': '{ "app": "a", "context": { "suiteFile": "auth/suite.ts" } }' }],
])('init adds no second suite beside %s', async (suite, files) => {
  const directory = await makeProject({ ...stock, ...files, [suite]: 'export {}\n' })

  const { stdout } = await runInside(['init'], { directory })

  expect(stdout).toMatch(new RegExp(`^= ${suite}\n= tsconfig.json\n`))
  expect(stdout).toContain(`with the path of ${suite} as suite.`)
  const { context } = JSON.parse(await readFile(join(directory, 'cdk.json'), 'utf8'))
  expect(context).toEqual({ suiteFile: suite })
  await expect(readFile(join(directory, 'triggers/suite.ts'))).rejects.toThrow('ENOENT')
})

test('init writes package.json in its own indentation, ends of lines and byte order mark', async () => {
  const directory = await makeProject({ 'package.json': '\uFEFF{\r\n   "name": "ours"\r\n}' })

  await runInside(['init'], { directory })

  const text = await readFile(join(directory, 'package.json'), 'utf8')
  expect(text).toMatch(/^\uFEFF\{\r\n {3}"name": "ours",\r\n/)
  expect(text).toMatch(/\r\n\}$/)
  expect(text.replaceAll('\r\n', '')).not.toContain('\n')
})

test.each([
  [
    {},
    /^There is no package\.json in \S+: run this in the folder of your project, or begin one by `npm create [^\n]+\n$/,
  ],
  [{ 'package.json': '[]' }, /^\S+package\.json holds no JSON object: correct or restore it\.\n$/],
  [
    { 'package.json': '{}', 'cdk.json': '{' },
    /^\S+cdk\.json is no valid JSON \(line 1 column 2\): correct or restore it\.\n$/,
  ],
  [{ 'package.json': '{ "scripts": "a" }' }, /^\S+package\.json: scripts must be an object: correct it\.\n$/],
  [
    { 'package.json': '{ "dependencies": null }' },
    /^\S+package\.json: dependencies must be an object: correct it\.\n$/,
  ],
  [
    { 'package.json': '{}', 'cdk.json': '{ "context": { "suiteFile": "no.ts" } }' },
    /^suiteFile of cdk\.json is "no\.ts", which is no file: correct it, or remove it\.\n$/,
  ],
  [
    { 'package.json': '{}', triggers: '' },
    /^triggers is no folder, and triggers\/suite\.ts goes into it: move it away\.\n$/,
  ],
  [
    { 'package.json': '{}', 'infra/old.js': '' },
    /^infra\/old\.js would become an ES module: move it out of infra, or set "type" to "module" in package\.json\.\n$/,
  ],
  [
    { ...stock, 'tsconfig.json': '{ /* ours */ }' },
    /^\S+tsconfig\.json would refuse [^\n]+add "triggers" to its "exclude"/,
  ],
  [
    { ...stock, 'tsconfig.json': '{ "extends": "./base.json" }' },
    /^\S+tsconfig\.json would refuse [^\n]+add "triggers" to its "exclude", then run this again\.\n$/,
  ],
])('init refuses %j in one sentence, and writes nothing', async (files, sentence) => {
  const directory = await makeProject(files)

  const ran = await runInside(['init'], { directory })

  expect(ran).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringMatching(sentence) })
  await expect(readFile(join(directory, 'triggers/suite.ts'))).rejects.toThrow(/^ENO(?:ENT|TDIR)/)
})

test('init in a folder below the project names the project', async () => {
  const directory = await makeProject({ 'package.json': '{}', 'below/a.txt': '' })

  const { stderr } = await runInside(['init'], { directory: join(directory, 'below') })

  expect(stderr).toMatch(
    new RegExp(`^There is no package\\.json in \\S+, but one in ${directory}: run this there, `),
  )
})

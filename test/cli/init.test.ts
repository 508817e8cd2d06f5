import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runInside } from './cli-process.ts'
import { toGolden } from './golden.ts'

const golden = (name: string): string => join(import.meta.dirname, 'golden', `${name}.txt`)

async function makeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'init-')))
  onTestFinished(() => rm(directory, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(directory, name, '..'), { recursive: true })
    await writeFile(join(directory, name), text)
  }
  return directory
}

test('init adds what a project lacks', async () => {
  const directory = await makeProject({
    'package.json':
      '{\n\t"name": "ours",\n\t"type": "commonjs",\n\t"scripts": { "test": "ours" },\n\t"dependencies": { "typescript": "7.0.1" }\n}\n',
  })

  const ran = await runInside(['init'], { directory })

  await expect(toGolden(ran, directory)).toMatchFileSnapshot(golden('init'))
  const manifest = await readFile(join(directory, 'package.json'), 'utf8')
  expect(manifest).toMatch(/^\{\n\t"name": "ours"/)
  expect(JSON.parse(manifest)).toMatchObject({
    type: 'commonjs',
    scripts: { test: 'ours', synth: expect.any(String) },
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
])('init refuses %j in one sentence, and writes nothing', async (files, sentence) => {
  const directory = await makeProject(files)

  const ran = await runInside(['init'], { directory })

  expect(ran).toMatchObject({ exitCode: 64, stdout: '', stderr: expect.stringMatching(sentence) })
  await expect(readFile(join(directory, 'triggers/suite.ts'))).rejects.toThrow('ENOENT')
})

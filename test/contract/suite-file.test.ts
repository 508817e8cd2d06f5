import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadSuite } from '../../scripts/accept-suite.ts'
import { buildTriggers } from '../../scripts/build.ts'
import { withinLoadLimit } from '../../scripts/load-limit.ts'
import { findSuiteFile, importSuite } from '../../scripts/suite-file.ts'

const root = join(import.meta.dirname, '../..')

test.each([
  [{}, 'triggers/suite.ts'],
  [{ SUITE_FILE: 'test/suites/shipped.ts' }, 'test/suites/shipped.ts'],
  [{ SUITE_FILE: join(root, 'test/suites/shipped.ts') }, 'test/suites/shipped.ts'],
])('of %j the suite is %s', (environment, file) => {
  expect(findSuiteFile(environment)).toBe(join(root, file))
})

test.each(['', 'triggers', 'triggers/suit.ts', 'triggers/suite.ts/more'])(
  'a SUITE_FILE %j is refused, and not taken for triggers/suite.ts',
  (name) => {
    expect(() => findSuiteFile({ SUITE_FILE: name })).toThrow(
      `SUITE_FILE is ${JSON.stringify(name)}, which is no file: name one such as triggers/suite.ts, or unset it.`,
    )
  },
)

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-file-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, name), content)
  return join(directory, name)
}

test.each([
  ['suite.json', '{}'],
  ['suite', 'export {}'],
  ['suite.tsx', 'export {}'],
  ['suite.ts', 'export const a = 1\0'],
  ['suite.ts', Uint8Array.of(0x7f, 0x45, 0xff, 0xfe)],
])('a SUITE_FILE %s that holds %j is no TypeScript, and is refused as such', async (name, content) => {
  const file = await write(name, content)
  expect(() => findSuiteFile({ SUITE_FILE: file })).toThrow(
    /suite.*", which is no TypeScript: name one such as/,
  )
})

const whole = ['preSignUp', 'preTokenGeneration', 'postConfirmation', 'provisioningWorker']
const suite = (body: string) => whole.map((name) => `export const ${name} = () => { ${body} }`).join('\n')

test.each([
  ['a loop', `${suite('')}\nwhile (true) {}`],
  ['a loop of promises', `${suite('')}\nwhile (true) await null`],
  ['an await of what nothing settles', `${suite('')}\nawait new Promise(() => {})`],
  ['a loop in one of its functions', suite('while (true) {}')],
])('a suite that never ends, by %s, is refused by its name', async (_, text) => {
  const file = await write('suite.ts', text)
  await expect(loadSuite(file, 300)).rejects.toThrow(
    /suite\.ts.* is refused: a loop or an await in it never ends$/,
  )
})

test('what ends in time is given, and what it throws too', async () => {
  expect(await withinLoadLimit(() => 7)).toBe(7)
  await expect(withinLoadLimit(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
})

test('a suite that exports nothing gets one sentence from the build, and not one for each handler', async () => {
  const suiteFile = await write('suite.ts', 'export {}')
  const built = buildTriggers(`${suiteFile}-built`, { suiteFile })
  await expect(built).rejects.toThrow(
    /^\S+suite\.ts exports no function \w+: write it as triggers\/suite\.ts does\.$/,
  )
})

test('a suite that lacks a function is refused by its name', async () => {
  await expect(importSuite(join(root, 'test/cli/suites/before.ts'))).rejects.toThrow(
    /before\.ts exports no function postConfirmation: write it as triggers\/suite\.ts does\.$/,
  )
})

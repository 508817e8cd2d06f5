import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkSuite } from '../../scripts/check-suite.ts'
import { isKnownSound } from '../../scripts/sound-suites.ts'
import { runInside } from './cli-process.ts'

const root = join(import.meta.dirname, '../..')
const refuseUnchecked = (why: string): never => {
  throw new Error(why)
}

/** A copy of the suite as it comes, with one change and a file of its own, in a folder of its own. */
async function writeSuite(from = '', to = ''): Promise<{ readonly suite: string; readonly text: string }> {
  const shipped = await readFile(join(root, 'test/suites/shipped.ts'), 'utf8')
  expect(shipped).toContain(from)
  const directory = await mkdtemp(join(tmpdir(), 'types-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await mkdir(join(directory, 'rules'))
  const text = join(directory, 'rules/names.ts')
  await writeFile(text, "export const names: readonly string[] = ['blocked.example']\n")
  const suite = join(directory, 'suite.ts')
  await writeFile(
    suite,
    shipped
      .replace(from, to)
      .replace("['blocked.example']", 'names')
      .replaceAll("'../../triggers/", `'${root}/triggers/`)
      .replace(
        'import { definePreSignUp }',
        "import { names } from './rules/names.ts'\nimport { definePreSignUp }",
      ),
  )
  return { suite, text }
}

test('a sound suite is known by its content, until it or a file that it imports changes', async () => {
  const { suite, text } = await writeSuite()
  expect(await isKnownSound(suite)).toBe(false)

  await checkSuite(suite, { onUnchecked: refuseUnchecked })

  expect(await isKnownSound(suite)).toBe(true)
  const before = await readFile(text, 'utf8')
  await appendFile(text, 'export const more: string = 1\n')
  expect(await isKnownSound(suite)).toBe(false)
  await expect(checkSuite(suite, { onUnchecked: refuseUnchecked })).rejects.toThrow(
    /names\.ts:2 does not type-check: Type 'number' is not assignable to type 'string'\.$/,
  )
  await writeFile(text, before)
  expect(await isKnownSound(suite)).toBe(true)
})

test('where there is no compiler, the suite is not refused and it is said that it was not checked', async () => {
  const { suite } = await writeSuite("expectedVersion: '2'", "expectedVersion: '2' as string")
  const said: string[] = []

  await checkSuite(suite, { onUnchecked: (why) => said.push(why), platform: 'amiga-m68k' })

  expect(said).toEqual([
    expect.stringMatching(
      /suite\.ts are not checked: TypeScript is not installed here for amiga-m68k\. Run `npm ci`/,
    ),
  ])
})

test('the command line refuses a suite whose types are wrong before it explains anything, with file, line and the sentence of the compiler', async () => {
  const { suite } = await writeSuite("expectedVersion: '2'", "expectedVersion: '2' as string")

  const { exitCode, stdout, stderr } = await runInside(['explain', 'sign-up', '--suite', suite])

  expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' })
  expect(stderr).toMatch(
    /suite\.ts:\d+ does not type-check: Type 'string' is not assignable to type 'PreTokenGenerationVersion'\.\n$/,
  )
  expect(await isKnownSound(suite)).toBe(false)
})

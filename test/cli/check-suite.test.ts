import { appendFile, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { checkSuite } from '../../triggers/build/check-suite.ts'
import { isKnownSound, progressOf } from '../../triggers/build/sound-suites.ts'
import { runInside } from './cli-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = join(import.meta.dirname, '../..')
const refuseUnchecked = (why: string): never => {
  throw new Error(why)
}

/** A copy of the suite as it comes, with one change and a file of its own, in a folder of its own. */
async function writeSuite(from = '', to = ''): Promise<{ readonly suite: string; readonly text: string }> {
  const shipped = await readFile(join(root, 'test/suites/shipped.ts'), 'utf8')
  expect(shipped).toContain(from)
  const directory = await temporaryFolder()
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

/** As if written long ago: what is as new as the check is not remembered, and a file may be written in the same millisecond. */
async function letAge(folder: string): Promise<void> {
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))])
    await utimes(join(folder, name), 1, 1)
}

test('a sound suite is known by its content, until it or a file that it imports changes', async () => {
  const { suite, text } = await writeSuite()
  expect(await isKnownSound(suite)).toBe(false)
  await letAge(dirname(suite))

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

test('a check goes on from the last one, and tells again what is still wrong', async () => {
  const { suite, text } = await writeSuite()
  await checkSuite(suite, { onUnchecked: refuseUnchecked })
  const first = await readFile(progressOf(suite), 'utf8')
  await writeFile(text, 'export const names: readonly string[] = 1\n')

  for (const _ of ['first', 'again']) {
    await expect(checkSuite(suite, { onUnchecked: refuseUnchecked })).rejects.toThrow(
      /names\.ts:1 does not type-check/,
    )
  }
  const second = await readFile(progressOf(suite), 'utf8')

  expect(second).not.toBe(first)
  await writeFile(progressOf(suite), second.slice(0, 1_000))
  await expect(checkSuite(suite, { onUnchecked: refuseUnchecked })).rejects.toThrow(/names\.ts:1 /)
})

const appearing: Readonly<Record<string, readonly [path: string, content: string, finding?: RegExp]>> = {
  'a TypeScript file beside the declarations that an import meant': [
    'rules/more.ts',
    'export const more: readonly string[] = 1\n',
    /more\.ts:1 does not type-check/,
  ],
  'TypeScript beside the suite': ['a.ts', 'export const a: string = 1\n'],
  'a package in a folder': ['rules/package.json', '{ "type": "commonjs" }\n'],
  'packages above': ['node_modules/.package-lock.json', '{}\n'],
}

test.each(Object.entries(appearing))(
  'a suite is checked again when there is %s, and known again without',
  async (_, [path, content, finding]) => {
    const { suite, text } = await writeSuite()
    const folder = dirname(suite)
    await writeFile(join(folder, 'rules/more.js'), 'export const more = []\n')
    await writeFile(join(folder, 'rules/more.d.ts'), 'export declare const more: readonly string[]\n')
    await appendFile(text, "import { more } from './more.js'\nexport const all = [...names, ...more]\n")
    await letAge(folder)
    await checkSuite(suite, { onUnchecked: refuseUnchecked })
    expect(await isKnownSound(suite)).toBe(true)

    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
    expect(await isKnownSound(suite)).toBe(false)
    if (finding !== undefined)
      await expect(checkSuite(suite, { onUnchecked: refuseUnchecked })).rejects.toThrow(finding)

    await rm(join(folder, path.startsWith('node_modules') ? 'node_modules' : path), { recursive: true })
    expect(await isKnownSound(suite)).toBe(true)
  },
)

test.each(['suite.mjs', 'suite.js', 'suite.mts'])(
  'a suite in %s is checked, and known then',
  async (name) => {
    const { suite: typed } = await writeSuite()
    const suite = join(dirname(typed), name)
    const sound = await readFile(typed, 'utf8')
    const helper = name.endsWith('mts') ? '' : 'export const twice = (a) => a + a\n'
    await writeFile(suite, `${sound}${helper}`)
    await letAge(dirname(suite))
    await checkSuite(suite, { onUnchecked: refuseUnchecked })
    expect(await isKnownSound(suite)).toBe(true)

    await writeFile(suite, sound.replace("expectedVersion: '2'", "expectedVersion: '9'"))
    await expect(checkSuite(suite, { onUnchecked: refuseUnchecked })).rejects.toThrow(
      /suite\.m?[jt]s:\d+ does not type-check: Type '"9"' is not assignable to type /,
    )
  },
)

test('a suite that the compiler does not take is not checked, in the sentence of the compiler', async () => {
  const { suite } = await writeSuite()
  const said: string[] = []
  const gone = suite.replace('suite.ts', 'gone.ts')

  await checkSuite(gone, { onUnchecked: (why) => said.push(why) })

  expect(said).toEqual([
    expect.stringMatching(
      /^The types are not checked: the compiler ended with "File '.*gone\.ts' not found\./,
    ),
  ])
})

test('where there is no compiler, the suite is not refused and it is said that it was not checked', async () => {
  const { suite } = await writeSuite("expectedVersion: '2'", "expectedVersion: '2' as string")
  const said: string[] = []

  await checkSuite(suite, { onUnchecked: (why) => said.push(why), platform: 'amiga-m68k' })

  expect(said).toEqual([
    expect.stringMatching(
      /suite\.ts are not checked: TypeScript 7 is not installed here for amiga-m68k, which `npm install --save-dev typescript` brings\.$/,
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

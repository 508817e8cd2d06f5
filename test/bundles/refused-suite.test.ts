import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildTriggers } from '../../triggers/build/build.ts'

const root = join(import.meta.dirname, '../..')

/** A copy of the suite with one change, which imports what the original does. */
async function changeSuite(name: string, from: string, to: string): Promise<string> {
  const suite = await readFile(join(root, 'test/suites/shipped.ts'), 'utf8')
  expect(suite).toContain(from)
  const file = join(tmpdir(), `${name}.ts`)
  onTestFinished(() => rm(file))
  await writeFile(file, suite.replace(from, to).replaceAll("'../../triggers/", `'${join(root, 'triggers')}/`))
  return file
}

test('a suite whose options are refused is not built: the sentence names line, member, option and what is allowed', async () => {
  const suiteFile = await changeSuite('misspelled', "deny: ['blocked.example']", "denny: ['blocked.example']")
  const directory = join(tmpdir(), 'refused')
  await mkdir(directory)
  onTestFinished(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, 'kept'), 'what was built before')

  await expect(buildTriggers(directory, { suiteFile })).rejects.toThrow(
    /misspelled\.ts:28 is refused: emailDomains: denny is no option: did you mean deny\? It takes name, allow, deny, subdomains, table or sources$/,
  )

  expect(await readFile(join(directory, 'kept'), 'utf8')).toBe('what was built before')
})

test('a suite that does not build is told of by the place, not by what loading it says', async () => {
  const suiteFile = await changeSuite('unfinished', "deny: ['blocked.example']", "deny: ['blocked.example'")

  await expect(buildTriggers(join(tmpdir(), 'unfinished'), { suiteFile })).rejects.toThrow(
    /unfinished\.ts:28 does not build: /,
  )
})

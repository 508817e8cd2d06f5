/** The process that waits for a suite to load. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { beginAcceptance, isPreloaded } from '../../triggers/build/accept-suite.ts'
import { copySuite } from '../support/edited-suite.ts'

const triggers = join(import.meta.dirname, '../../triggers')

test('the process loads the text of the moment at which it is told to, and standard input is empty', async () => {
  const { file } = await copySuite(onTestFinished)
  const acceptance = beginAcceptance(file)
  const later =
    "import { readFileSync } from 'node:fs'\nthrow new Error(`saved later, ${readFileSync(0).length} bytes`)\n"
  await writeFile(file, `${later}${await readFile(file, 'utf8')}`)

  await expect(acceptance.load()).rejects.toThrow(/suite\.ts:2 is refused: saved later, 0 bytes$/)
})

test('a process that ended while it waited is no refusal of the suite', async () => {
  const { file } = await copySuite(onTestFinished)
  const acceptance = beginAcceptance(file)
  await acceptance.stop()

  expect((await acceptance.load()).workerCopies).toBeGreaterThan(0)
})

test('what is ended before it begins is not loaded', async () => {
  const { file } = await copySuite(onTestFinished)
  const ending = new AbortController()
  ending.abort()

  await expect(beginAcceptance(file).load(ending.signal)).rejects.toThrow(/ended the process/)
})

test('a file of the package may be loaded already, one of a team is not', () => {
  expect(isPreloaded(join(triggers, 'core/step.ts'))).toBe(true)
  expect(isPreloaded(join(`${triggers}-of-team`, 'suite.ts'))).toBe(false)
})

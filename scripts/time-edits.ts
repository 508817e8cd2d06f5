/** `node scripts/time-edits.ts`: how long it takes from a save of the suite to an answer by the new rule, median of six. */
import { copySuite, deny } from '../test/support/edited-suite.ts'
import { signUp } from '../test/support/pool-calls.ts'
import { startForReal } from '../test/support/started-stack.ts'
import { median } from './median.ts'

const rounds = 6
const ends: (() => Promise<void>)[] = []
const keep = (end: () => Promise<void>): void => void ends.push(end)

try {
  const suite = await copySuite(keep)
  const stack = await startForReal(keep, 1, { SUITE_FILE: suite.file })
  const isRefused = async (email: string): Promise<boolean> =>
    (await signUp(stack.details, email)).status !== 200
  await isRefused('warm@example.com')
  const tookMs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const domain = `edited${round}.example`
    const savedAt = performance.now()
    await suite.save(deny(domain))
    for (let person = 0; !(await isRefused(`ada.${person}@${domain}`));) person += 1
    tookMs.push(performance.now() - savedAt)
  }
  await stack.stop()
  const each = tookMs.map((ms) => Math.round(ms)).join(', ')
  process.stdout.write(`save to answer: ${Math.round(median(tookMs))} ms, median of ${each}\n`)
} finally {
  for (const end of ends.toReversed()) await end()
}

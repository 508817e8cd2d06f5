/** No wall clock decides a test: time is a parameter, a claim is made of counts, and speed belongs to the bench. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** How a test would measure the machine, or wait for it. What says that something hangs stands in vitest.config.ts. */
const forbidden = {
  'time that passed':
    /(?:performance\.now\(\)|Date\.now\(\)|hrtime(?:\.bigint)?\(\)|process\.uptime\(\))\s*-/,
  'a sleep':
    /setTimeout\(\s*(?:resolve|done|r|end)\b|timers\/promises'?;?.*\bsetTimeout\b|\bsetTimeout\b.*timers\/promises/,
  'a limit of one test': /^\s*\},? \d[\d_]*,?\s*\)$|^\s*\{ timeout: \d/m,
}

/** Each with its reason. */
const allowed = new Set([
  // Fills the report of a function that stands in; nothing is claimed of it.
  'test/cli/fake-bundles.ts: time that passed',
  // Polls, in a child process, for the end of another; its only bound says that it hangs.
  'test/bundles/build.test.ts: a sleep',
  // The functions under test wait, in time that is slowed down.
  'test/local/lambda/slow-motion.test.ts: a sleep',
  // Polls for the end of processes after the run.
  'test/support/left-over.ts: a sleep',
])

test('no test measures time, sleeps, or has a limit of its own', async () => {
  const found: string[] = []
  for await (const file of glob('test/**/*.ts', { cwd: root })) {
    if (file === 'test/contract/no-wall-clock.test.ts') continue
    const text = await readFile(join(root, file), 'utf8')
    for (const [name, pattern] of Object.entries(forbidden))
      if (pattern.test(text)) found.push(`${file}: ${name}`)
  }

  expect(found.sort()).toEqual([...allowed].sort())
})

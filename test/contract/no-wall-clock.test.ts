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
  'a moment to be reached': /(?:performance\.now\(\)|Date\.now\(\)|process\.uptime\(\))\s*(?:<|>|\+)/,
  'a limit of one test': /^\s*\},? \d[\d_]*,?\s*\)$|\b(?:timeout|hookTimeout|testTimeout): \d/m,
  'a limit of one request': /AbortSignal\.timeout\(/,
}

/** Each with its reason. */
const allowed = new Set([
  // A function that stands in, as slow as a fault says, and its report; nothing is claimed of it.
  'test/cli/fake-bundles.ts: time that passed',
  'test/cli/fake-bundles.ts: a limit of one request',
  // Polls, in a child process, for the end of another; its only bound says that it hangs.
  'test/bundles/build.test.ts: a sleep',
  'test/bundles/build.test.ts: a limit of one test',
  // The project whose run is killed: what never ends must not be ended by it.
  'test/e2e/killed-run/vitest.config.ts: a limit of one test',
  // The functions under test wait, in time that is slowed down.
  'test/local/lambda/slow-motion.test.ts: a sleep',
  'test/local/lambda/slow-motion.test.ts: a limit of one request',
  // Polls for the end of processes after the run; its bound says that they do not end.
  'test/support/left-over.ts: a sleep',
  'test/support/left-over.ts: a moment to be reached',
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

/** No wall clock decides a test: time is a parameter, a claim is made of counts, and speed belongs to the bench. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** How a test would know the time of the machine, or wait for it. What says that something hangs stands in vitest.config.ts. */
const forbidden = {
  'the time of the machine':
    /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bhrtime\b|\bprocess\.uptime\b|\bcpuUsage\b|\bresourceUsage\b/g,
  'a timer': /\bset(?:Timeout|Interval)\b(?!: )|\btimers\/promises\b|\bscheduler\.wait\b|\bAtomics\.wait\b/g,
  'a limit of a wait': /\bvi\.wait(?:For|Until)\b|\bAbortSignal(?:\.|\[')timeout\b|\bretry: /g,
  'a limit of one test':
    /^\s*\},? \d[\d_]*,?\s*\)$|^\s*\d[\d_]*,?\n\s*\)$|^\s*(?:test|it|beforeAll|beforeEach|afterAll|afterEach)\(.*, \d[\d_]*\)$|\b(?:hookTimeout|testTimeout): |\btimeout: \d|^\s*(?:test|it)\b.*\{ timeout/gm,
}

/** How many of them a file may have, each with its reason. */
const allowed: Readonly<Record<string, number>> = {
  // The clock of the machine is what the bundle under test goes by, and is set ahead.
  'test/bundles/frozen.test.ts: the time of the machine': 2,
  // Its bound says that a browser hangs. Addresses that no earlier run has used; a page that shows the time of a call.
  'test/browser/console.test.ts: a limit of one test': 1,
  'test/browser/console.test.ts: the time of the machine': 2,
  // A function that stands in, as slow as a fault says, and its report; nothing is claimed of it.
  'test/cli/fake-bundles.ts: the time of the machine': 2,
  'test/cli/fake-bundles.ts: a limit of a wait': 1,
  // Functions that never end.
  'test/cli/fake-functions.ts: a timer': 2,
  'test/local/callers/doors-template.ts: a timer': 2,
  'test/local/callers/edge.test.ts: a timer': 1,
  'test/local/lambda/limits.test.ts: a timer': 1,
  'test/local/lambda/sandboxes.test.ts: a timer': 1,
  // Polls, in a child process, for the end of another; its only bound says that it hangs.
  'test/bundles/build.test.ts: a timer': 3,
  'test/bundles/build.test.ts: a limit of one test': 1,
  // The project whose run is killed: what never ends must not be ended by it.
  // A fake one.
  'test/contract/suite-file.test.ts: a timer': 1,
  'test/e2e/killed-run/vitest.config.ts: a limit of one test': 1,
  // Tokens are judged by the clocks of the libraries that read them.
  'test/clients/jwt-verify.test.ts: the time of the machine': 1,
  'test/clients/openid-client.test.ts: the time of the machine': 1,
  // A turn of the event loop, and timers that others set, which are held.
  'test/local/lambda/sandbox-log.test.ts: a timer': 1,
  'test/exploration/run.ts: a timer': 6,
  'test/support/hold-timers.ts: a timer': 1,
  // A function that lies about the time.
  'test/local/lambda/limits.test.ts: the time of the machine': 1,
  // The functions under test wait, in time that is slowed down.
  'test/local/lambda/slow-motion.test.ts: a timer': 9,
  'test/local/lambda/slow-motion.test.ts: the time of the machine': 12,
  'test/local/lambda/slow-motion.test.ts: a limit of a wait': 1,
  // Receivers refuse a webhook that is not signed now.
  'test/local/adapters/webhook-standard.test.ts: the time of the machine': 3,
  'test/local/adapters/secret-https.test.ts: the time of the machine': 1,
  'test/local/worker/surroundings.test.ts: the time of the machine': 1,
  'test/local/pool/journey.test.ts: the time of the machine': 1,
  // Polls for the end of processes after the run; its bound says that they do not end.
  'test/support/left-over.ts: the time of the machine': 2,
  'test/support/left-over.ts: a timer': 1,
}

test('no test measures time, sleeps, or has a limit of its own', async () => {
  const found: Record<string, number> = {}
  for await (const file of glob('test/**/*.ts', { cwd: root })) {
    if (file === 'test/contract/no-wall-clock.test.ts') continue
    const text = await readFile(join(root, file), 'utf8')
    for (const [name, pattern] of Object.entries(forbidden)) {
      const count = [...text.matchAll(pattern)].length
      if (count > 0) found[`${file}: ${name}`] = count
    }
  }

  expect(found).toEqual(allowed)
})

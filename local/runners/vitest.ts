/** The local stack in tests with vitest. */
import { test as base, type TestAPI } from 'vitest'
import { type LocalStackOptions, type RunningStack, startLocalStack } from '../start-local-stack.ts'

/** A `test` that hands over a stack, which starts with the first test of a file that asks for it and ends after the last:
 * `test('signs up', async ({ stack }) => …)`. */
export function testWithStack(options: LocalStackOptions): TestAPI<{ stack: RunningStack }> {
  return base.extend<{ stack: RunningStack }>({
    stack: [
      // Vitest reads from the parameter which fixtures are needed: none.
      // oxlint-disable-next-line no-empty-pattern
      async ({}, use) => {
        await using stack = await startLocalStack(options)
        await use(stack)
      },
      { scope: 'file' },
    ],
  })
}

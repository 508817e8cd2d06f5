/** The local stack in tests with Playwright, whose `test` the caller extends: two copies of Playwright do not work. */
import { type LocalStackOptions, type RunningStack, startLocalStack } from '../start-local-stack.ts'

type StackFixture = [
  (fixtures: object, use: (stack: RunningStack) => Promise<void>) => Promise<void>,
  { scope: 'worker'; timeout: number },
]

/** Longest start, in milliseconds: a suite is built. */
const startMs = 60_000

/** A fixture for `test.extend`, which starts one stack for each worker:
 * `test.extend<object, { stack: RunningStack }>(stackFixture({ suite }))`. */
export function stackFixture(options: LocalStackOptions): { stack: StackFixture } {
  return {
    stack: [
      // Playwright reads from the parameter which fixtures are needed: none.
      // oxlint-disable-next-line no-empty-pattern
      async ({}, use) => {
        await using stack = await startLocalStack(options)
        await use(stack)
      },
      { scope: 'worker', timeout: startMs },
    ],
  }
}

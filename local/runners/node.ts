/** The local stack in tests with Node's own runner. */
import { after, before } from 'node:test'
import { type LocalStackOptions, type RunningStack, startLocalStack } from '../start-local-stack.ts'

/** Starts a stack before the tests of the file or of the `describe` in which it is called, and ends it after them. The
 * returned function gives it inside of a test. */
export function stackAroundTests(options: LocalStackOptions): () => RunningStack {
  let stack: RunningStack | undefined
  before(async () => {
    stack = await startLocalStack(options)
  })
  after(() => stack?.close())
  return () => {
    if (stack === undefined) throw new Error('The stack is there inside of a test, and not before.')
    return stack
  }
}

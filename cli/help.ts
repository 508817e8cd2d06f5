/** The parts that every command's `--help` has: examples and exit codes. */
import { describeExitCodes } from './exit-codes.ts'

export const callName = 'npm run cli --'

/** The examples of a command, without `npm run cli --`. */
export function describeExamples(examples: readonly string[]): string {
  const lines = examples.map((example) => `  ${callName} ${example}`)
  return `\nExamples:\n${lines.join('\n')}\n\nExit codes:\n${describeExitCodes()}`
}

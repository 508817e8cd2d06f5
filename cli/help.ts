/** The parts of `--help` that every command has: examples and exit codes. */
import { describeExitCodes } from './exit-codes.ts'

/** How the command line is called. */
export const callName = 'npm run cli --'

/** The examples of a command; each is what follows `npm run cli --`. */
export function describeExamples(examples: readonly string[]): string {
  const lines = examples.map((example) => `  ${callName} ${example}`)
  return `\nExamples:\n${lines.join('\n')}\n\nExit codes:\n${describeExitCodes()}`
}

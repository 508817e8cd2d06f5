/** The name of the command line, and the parts that every command's `--help` has: examples and exit codes. */
import { describeExitCodes } from './exit-codes.ts'

/** What a person types before a command: the bin, or the script of this repository. */
export const callName = process.env['npm_lifecycle_event'] === 'cli' ? 'npm run cli --' : 'cts'

/** The examples of a command, without the name before the command. */
export function describeExamples(examples: readonly string[]): string {
  const lines = examples.map((example) => `  ${callName} ${example}`)
  return `\nExamples:\n${lines.join('\n')}\n\nExit codes:\n${describeExitCodes()}`
}

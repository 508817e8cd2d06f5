/** The name of the command line, and the parts that every command's `--help` has: examples and exit codes. */
import { describeExitCodes } from './exit-codes.ts'

const script = process.env['npm_lifecycle_event'] ?? ''

/** What a person types before a command: the bin, the script of this repository, or that of the starter. */
export const callName = /^(?:cli|cts)$/.test(script) ? `npm run ${script} --` : 'cts'

/** The examples of a command, without the name before the command. */
export function describeExamples(examples: readonly string[]): string {
  const lines = examples.map((example) => `  ${callName} ${example}`)
  return `\nExamples:\n${lines.join('\n')}\n\nExit codes:\n${describeExitCodes()}`
}

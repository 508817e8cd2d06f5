/** An error for the person at the terminal: one sentence and an exit code. */
import { type ExitCode, exitCodes } from './exit-codes.ts'

export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode

  constructor(sentence: string, exitCode: ExitCode, options?: { readonly cause: unknown }) {
    super(sentence, options)
    this.exitCode = exitCode
  }
}

/** A mistake in the arguments, or in a file that they name. */
export function usageError(sentence: string, cause?: unknown): CliError {
  return new CliError(sentence, exitCodes.usage, { cause })
}

/** A service does not answer. */
export function unavailableError(sentence: string, cause?: unknown): CliError {
  return new CliError(sentence, exitCodes.unavailable, { cause })
}

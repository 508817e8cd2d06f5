/** An error for the person at the terminal: one sentence and an exit code. */
import { suggest } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
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

/** A name that is none of those that there are: `There is no flow 'signup': did you mean 'sign-up'?` */
export function unknownName(what: string, given: string, names: readonly string[]): CliError {
  return usageError(
    `There is no ${what} '${given}'${suggest(given, names, "'") || `: name one of ${names.join(', ')}.`}`,
  )
}

/** A service does not answer. */
export function unavailableError(sentence: string, cause?: unknown): CliError {
  return new CliError(sentence, exitCodes.unavailable, { cause })
}

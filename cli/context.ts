/** What a command gets, and what it returns. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { ExitCode } from './exit-codes.ts'
import type { Output, Paint, Progress } from './terminal.ts'

/** The process around the command line. It is a parameter, so that tests control streams, time and environment. */
export interface CliProcess {
  readonly stdin: AsyncIterable<unknown> & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly directory: string
  readonly clock: Clock
  /** A number from 0 up to, but not including, 1. Faults with a rate draw from it. */
  readonly random: () => number
}

export interface CliContext extends CliProcess {
  readonly paint: Paint
  /** Whether the result is printed as JSON. */
  readonly isJson: boolean
  /** The width of text, in columns. */
  readonly columns: number
  /** The file that describes the running local stack. */
  readonly stackFile: string
  /** Shows the current work on a terminal, but never with `--json`. End it before the result. */
  startProgress(text: string): Progress
  /** Shows the person a remark that does not belong to the result. */
  note(sentence: string): void
}

export interface CliResult {
  /** What `--json` prints: only data. Its names never change. */
  readonly json: unknown
  /** What a person reads, without the last line break. */
  readonly text: string
  /** Default 0. */
  readonly exitCode?: ExitCode
}

/** Makes a command's action: it prints the result, or the error as one sentence, and sets the exit code. */
export type RunAction = <Args extends readonly unknown[]>(
  action: (context: CliContext, ...args: Args) => Promise<CliResult>,
) => (...args: Args) => Promise<void>

/** What a command gets to work with, and what it hands back. */
import type { Clock } from '../triggers/core/deadline.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Output, Paint, Progress } from './terminal.ts'

/** The process around the command line. A parameter, so that tests own streams, time and environment. */
export interface CliProcess {
  readonly stdin: AsyncIterable<unknown> & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** What relative paths start from. */
  readonly directory: string
  readonly clock: Clock
  /** From 0 up to 1; faults with a rate draw from it. */
  readonly random: () => number
}

export interface CliContext extends CliProcess {
  readonly paint: Paint
  /** Columns that text may take. */
  readonly columns: number
  /** The file that describes the running local stack. */
  readonly stackFile: string
  /** Shows what is going on, on a terminal and never beside `--json`. End it before the result. */
  startProgress(text: string): Progress
  /** Tells the person something that is no part of the result. */
  note(sentence: string): void
}

/** What came of a command. */
export interface CliResult {
  /** What `--json` prints: data alone, its names permanent. */
  readonly json: unknown
  /** What a person reads, without the last line break. */
  readonly text: string
  /** Default 0. */
  readonly exitCode?: ExitCode
}

/** Makes an action of a command: prints its result, or its error as one sentence, and sets the exit code. */
export type RunAction = <Args extends readonly unknown[]>(
  action: (context: CliContext, ...args: Args) => Promise<CliResult>,
) => (...args: Args) => Promise<void>

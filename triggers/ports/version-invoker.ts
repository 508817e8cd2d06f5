/** The port through which a rehearsal calls one version of a function. */
import type { LoggedReport } from '../core/read-report.ts'

export interface RehearsedAnswer {
  /** Lambda's `FunctionError`, when the function threw, ran out of time or crashed. */
  readonly functionError: string | undefined
  /** The parsed payload. */
  readonly payload: unknown
  /** The report in the log; undefined when it is missing. */
  readonly report: LoggedReport | undefined
}

/** Rejects when Lambda does not answer. */
export type InvokeVersion = (versionArn: string, event: object) => Promise<RehearsedAnswer>

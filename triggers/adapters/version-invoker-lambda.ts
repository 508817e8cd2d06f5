/** Invokes one version of a function for a rehearsal, and reads its answer and its report. */
import { systemClock } from '../core/deadline.ts'
import { readReport } from '../core/read-report.ts'
import { ownText } from '../core/json.ts'
import { rehearsalContext } from '../core/rehearsal-context.ts'
import { callOutsideStep } from '../core/step.ts'
import type { InvokeVersion, RehearsedAnswer } from '../ports/version-invoker.ts'
import type { Connection } from './connection.ts'
import type { Answered } from './exchange.ts'
import { postInvocation, readInvoked } from './invoke-function.ts'

/** The time that a version has to answer, both attempts together, in milliseconds. */
const budgetMs = 20_000

const headers = { 'x-amz-client-context': rehearsalContext, 'x-amz-log-type': 'Tail' }

/** Connects on first use. */
export function createVersionInvoker(connect: () => Connection): InvokeVersion {
  let connection: Connection | undefined
  return async (versionArn, event) => {
    connection ??= connect()
    const endsAtMs = systemClock.monotonicMs() + budgetMs
    const remainingMs = (): number => Math.max(0, endsAtMs - systemClock.monotonicMs())
    const call = callOutsideStep(AbortSignal.timeout(budgetMs), 2, remainingMs)
    return postInvocation(connection, versionArn, event, call, headers, readRehearsed)
  }
}

function readRehearsed(answer: Answered): RehearsedAnswer {
  const log = ownText(answer.headers, 'x-amz-log-result') ?? ''
  const lines = Buffer.from(log, 'base64').toString('utf8').split('\n')
  return { ...readInvoked(answer), report: readReport(lines) }
}

/** Invokes one version of a function for a rehearsal, and reads its answer and its report. */
import { systemClock } from '../core/deadline.ts'
import { readReport } from '../core/read-report.ts'
import { ownText, readJson } from '../core/json.ts'
import { rehearsalContext } from '../core/rehearsal-context.ts'
import { callOutsideStep } from '../core/step.ts'
import type { InvokeVersion, RehearsedAnswer } from '../ports/version-invoker.ts'
import { lambda } from './aws-services.ts'
import type { Connection } from './connection.ts'
import type { Answered } from './exchange.ts'
import { postSigned } from './signed-call.ts'

/** The time that a version has to answer, both attempts together, in milliseconds. */
const budgetMs = 20_000

/** The longest answer, in bytes: a function answers with at most 6 MB. */
const maxBytes = 6_291_456

/** Connects on first use.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createVersionInvoker(connect: () => Connection): InvokeVersion {
  let connection: Connection | undefined
  return async (versionArn, event) => {
    connection ??= connect()
    const request = {
      path: `/2015-03-31/functions/${encodeURIComponent(versionArn)}/invocations`,
      headers: {
        'content-type': 'application/json',
        'x-amz-client-context': rehearsalContext,
        'x-amz-log-type': 'Tail',
      },
      body: JSON.stringify(event),
    }
    const endsAtMs = systemClock.monotonicMs() + budgetMs
    const remainingMs = (): number => Math.max(0, endsAtMs - systemClock.monotonicMs())
    const call = callOutsideStep(AbortSignal.timeout(budgetMs), 2, remainingMs)
    return postSigned(connection, lambda, request, call, readInvoked, { maxBytes })
  }
}

function readInvoked({ headers, text }: Answered): RehearsedAnswer {
  const log = ownText(headers, 'x-amz-log-result') ?? ''
  const lines = Buffer.from(log, 'base64').toString('utf8').split('\n')
  const functionError = ownText(headers, 'x-amz-function-error')
  return { functionError, payload: readJson(text), report: readReport(lines) }
}

/** Invokes one version of a function as a rehearsal, and reads what it answered and reported. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { systemClock } from '../core/deadline.ts'
import { readReport } from '../core/read-report.ts'
import { rehearsalContext } from '../rehearsal/client-context.ts'
import type { Rehearsal } from '../rehearsal/rehearse.ts'
import { sendByAttempts } from './sdk-call.ts'

/** Milliseconds for one version to answer, both attempts together. */
const budgetMs = 20_000

/** Connects on first use. */
export function createVersionInvoker(connect: () => LambdaClient): Rehearsal['invoke'] {
  let client: LambdaClient | undefined
  return async (versionArn, event) => {
    const lambda = (client ??= connect())
    const command = new InvokeCommand({
      FunctionName: versionArn,
      LogType: 'Tail',
      ClientContext: rehearsalContext,
      Payload: JSON.stringify(event),
    })
    const endsAtMs = systemClock.monotonicMs() + budgetMs
    const call = {
      signal: AbortSignal.timeout(budgetMs),
      maxAttempts: 2,
      remainingMs: () => Math.max(0, endsAtMs - systemClock.monotonicMs()),
      onAttempt: () => {},
    }
    const answer = await sendByAttempts('lambda', call, (options) => lambda.send(command, options))
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8')
    return {
      functionError: answer.FunctionError,
      payload: parseJson(answer.Payload?.transformToString() ?? ''),
      report: readReport(log.split('\n')),
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Invokes one version of a function as a rehearsal, and reads what it answered and reported. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { readReport } from '../core/read-report.ts'
import { rehearsalContext } from '../rehearsal/client-context.ts'
import type { Rehearsal } from '../rehearsal/rehearse.ts'

/** Connects on first use. */
export function createVersionInvoker(connect: () => LambdaClient): Rehearsal['invoke'] {
  let client: LambdaClient | undefined
  return async (versionArn, event) => {
    client ??= connect()
    const answer = await client.send(
      new InvokeCommand({
        FunctionName: versionArn,
        LogType: 'Tail',
        ClientContext: rehearsalContext,
        Payload: JSON.stringify(event),
      }),
    )
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

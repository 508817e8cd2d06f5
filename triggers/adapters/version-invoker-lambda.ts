/** Invokes one version of a function as a rehearsal, and reads what it answered and reported. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { readReport } from '../core/read-report.ts'
import type { Rehearsal } from '../rehearsal/rehearse.ts'

/** What tells a trigger to have no effects; Cognito cannot send it, nor can a person. */
const clientContext = Buffer.from(JSON.stringify({ custom: { rehearsal: true } })).toString('base64')

/** Connects on first use. */
export function createVersionInvoker(connect: () => LambdaClient): Rehearsal['invoke'] {
  let client: LambdaClient | undefined
  return async (versionArn, event) => {
    client ??= connect()
    const answer = await client.send(
      new InvokeCommand({
        FunctionName: versionArn,
        LogType: 'Tail',
        ClientContext: clientContext,
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

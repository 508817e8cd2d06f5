/** Asks the function that the pool names for a trigger. */
import { registry, type TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import type { Context } from '../context.ts'
import { callTrigger } from './triggers.ts'

type Texts = ReadonlyMap<string, string>

export interface Question<T> {
  readonly triggerSource: string
  /** Default: `1`, the only one of most events. */
  readonly version?: string
  readonly userName: string
  /** undefined for calls by an administrator, which come from no app client. */
  readonly clientId: string | undefined
  /** What the trigger is told, beside `clientMetadata`. */
  readonly request: { readonly userAttributes: Texts; readonly [member: string]: unknown }
  readonly clientMetadata: Texts | undefined
  /** The response before the function answers. Default: empty. */
  readonly response?: { readonly [member: string]: unknown }
  /** Reads the parsed output. @throws UnrecognizableOutput */
  readonly read: (output: unknown) => T
}

/** What the function answers; undefined when the pool has none. @throws PoolError when the trigger denies or fails. */
export async function askTrigger<T>(
  context: Context,
  trigger: TriggerName,
  question: Question<T>,
): Promise<T | undefined> {
  const functionArn = context.settings.triggers.arns.get(trigger)
  if (functionArn === undefined) return undefined
  const { triggerSource, userName, clientMetadata } = question
  return callTrigger(context.triggers, {
    trigger: registry[trigger].cognitoName,
    functionArn,
    event: {
      version: question.version ?? '1',
      triggerSource,
      region: context.region,
      userPoolId: context.poolId,
      userName,
      callerContext: {
        awsSdkVersion: 'aws-sdk-unknown-unknown',
        clientId: question.clientId ?? 'CLIENT_ID_NOT_APPLICABLE',
      },
      request: {
        ...question.request,
        userAttributes: Object.fromEntries(question.request.userAttributes),
        ...(clientMetadata !== undefined && { clientMetadata: Object.fromEntries(clientMetadata) }),
      },
      response: question.response ?? {},
    },
    operation: context.operation,
    operationId: context.operationId,
    traceId: context.traceId,
    read: question.read,
  })
}

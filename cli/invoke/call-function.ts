/** Calls a function synchronously, only once: a second try could repeat what the first did. */
import { InvokeCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda'
import type { SlowMotion } from '@cognito-trigger-suite/local/internal/slow-motion'
import { within } from '@cognito-trigger-suite/triggers/core/deadline'
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { rehearsalContext } from '@cognito-trigger-suite/triggers/internal/core/rehearsal-context'
import type { Target } from './target.ts'

/** The result of a synchronous call, as its caller sees it. */
export type Call =
  | {
      readonly kind: 'answered'
      /** The HTTP status: 200 also when the function threw. */
      readonly status: number
      /** `Unhandled` when the function threw, crashed or ran out of its own time. */
      readonly functionError: string | undefined
      /** JSON text. */
      readonly payload: string
      /** The last 4 KB of the log. */
      readonly logTail: string
      readonly version: string | undefined
      readonly requestId: string | undefined
      readonly tookMs: number
    }
  | { readonly kind: 'caller-timed-out'; readonly tookMs: number }
  /** Lambda answered without running the function. */
  | { readonly kind: 'refused'; readonly error: string; readonly message: string; readonly tookMs: number }
  | { readonly kind: 'unreachable'; readonly cause: string; readonly tookMs: number }

/** The time for the connection alone, in milliseconds. */
const connectLimitMs = 1_000

/** Waits at most `limitMs` for the answer. It tries once. The SDK alone would try up to three times. */
export async function callFunction(
  target: Target,
  event: unknown,
  limitMs: number,
  { clock, times }: SlowMotion,
  isRehearsal: boolean,
): Promise<Call> {
  const client = new LambdaClient({
    region: target.region,
    ...(target.url === undefined ? {} : { endpoint: target.url }),
    ...(target.hasDummyCredentials
      ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {}),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: Math.min(connectLimitMs, limitMs) * times,
      requestTimeout: limitMs * times,
      throwOnRequestTimeout: true,
    },
  })
  const command = new InvokeCommand({
    FunctionName: target.functionName,
    ...(target.qualifier === undefined ? {} : { Qualifier: target.qualifier }),
    InvocationType: 'RequestResponse',
    LogType: 'Tail',
    ...(isRehearsal ? { ClientContext: rehearsalContext } : {}),
    Payload: JSON.stringify(event),
  })
  const startedAtMs = clock.monotonicMs()
  try {
    const settled = await within(clock, limitMs, (abortSignal) => client.send(command, { abortSignal }))
    const tookMs = clock.monotonicMs() - startedAtMs
    switch (settled.kind) {
      case 'ok': {
        const { $metadata, StatusCode, FunctionError, ExecutedVersion, LogResult, Payload } = settled.value
        return {
          kind: 'answered',
          status: StatusCode ?? $metadata.httpStatusCode ?? 0,
          functionError: FunctionError,
          payload: Payload === undefined ? '' : Payload.transformToString(),
          logTail: Buffer.from(LogResult ?? '', 'base64').toString('utf8'),
          version: ExecutedVersion,
          requestId: $metadata.requestId,
          tookMs,
        }
      }
      case 'timeout':
        return { kind: 'caller-timed-out', tookMs }
      case 'error':
        return readError(settled.error, tookMs)
    }
  } finally {
    client.destroy()
  }
}

function readError(error: unknown, tookMs: number): Call {
  if (error instanceof LambdaServiceException)
    return { kind: 'refused', error: error.name, message: error.message, tookMs }
  const cause = causeOf(error)
  // The SDK's limit equals ours, and chance decides which one ends the call.
  if (cause === 'TimeoutError' && error instanceof Error && !/connect/i.test(error.message))
    return { kind: 'caller-timed-out', tookMs }
  return { kind: 'unreachable', cause, tookMs }
}

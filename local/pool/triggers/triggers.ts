/** Calls a trigger's function as Cognito does: permission, limit per attempt, attempts, and AWS's error texts. */
import { UnrecognizableOutput } from '@cognito-trigger-suite/triggers/testing/claim-overrides'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { registry } from '@cognito-trigger-suite/triggers/internal/registry'
import { parseJson } from '../../parse-json.ts'
import { PoolError } from '../errors.ts'
import { withLimit } from '../limit.ts'

/** As Cognito's error texts name it. */
export type TriggerName = (typeof registry)[keyof typeof registry]['cognitoName']

export interface TriggerEvent {
  readonly version: string
  readonly triggerSource: string
  readonly region: string
  readonly userPoolId: string
  readonly userName: string
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string }
  readonly request: { readonly [member: string]: unknown }
  readonly response: { readonly [member: string]: unknown }
}

export type InvokeResult =
  | { readonly kind: 'success'; readonly payload: string }
  | { readonly kind: 'function-error'; readonly errorType: string; readonly errorMessage: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'access-denied' }

export type InvokeTrigger = (invocation: {
  readonly functionArn: string
  readonly payload: string
  readonly abandonAfterMs: number
  readonly origin: TriggerOrigin
}) => Promise<InvokeResult>

/** The attempt and the API call that ask. */
export interface TriggerOrigin {
  readonly operation: string
  /** The attempts of one API call share it. */
  readonly operationId: string
  /** The trace of the function that called the API. */
  readonly traceId?: string | undefined
  /** Counted from 1. */
  readonly attempt: number
}

export type TriggerOutcome = 'ok' | 'denied' | 'timeout' | 'failed'

/** One attempt, told as soon as it has ended. */
export interface TriggerCallRecord extends TriggerOrigin {
  readonly trigger: TriggerName
  readonly triggerSource: string
  readonly functionArn: string
  readonly startedAtMs: number
  readonly durationMs: number
  readonly outcome: TriggerOutcome
  /** Why it was not `ok`: names places and error types, never a value of a person. */
  readonly reason?: string
}

export interface TriggerPort {
  readonly invokeTrigger: InvokeTrigger
  readonly isTriggerAllowed: (functionArn: string, poolArn: string) => boolean | Promise<boolean>
  readonly onTriggerCall: (record: TriggerCallRecord) => void
  readonly poolArn: string
  readonly attempts: number
  readonly attemptLimitMs: number
  readonly timer: Pick<Clock, 'after'>
  readonly clock: () => number
  /** Ends every wait when the pool closes. */
  readonly closing: AbortSignal
}

export interface TriggerCall<T> extends Omit<TriggerOrigin, 'attempt'> {
  readonly trigger: TriggerName
  readonly functionArn: string
  readonly event: TriggerEvent
  /** Reads the parsed output. @throws UnrecognizableOutput */
  readonly read: (output: unknown) => T
}

type Attempt<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | { readonly outcome: 'timeout' | 'denied' | 'failed'; readonly reason: string; readonly error: PoolError }

/** @throws PoolError with one of the three Lambda exceptions. */
export async function callTrigger<T>(port: TriggerPort, call: TriggerCall<T>): Promise<T> {
  const payload = JSON.stringify(call.event)
  for (let attempt = 1; ; attempt += 1) {
    const startedAtMs = port.clock()
    const result = await tryOnce(port, call, payload, attempt)
    port.onTriggerCall({
      trigger: call.trigger,
      triggerSource: call.event.triggerSource,
      functionArn: call.functionArn,
      attempt,
      startedAtMs,
      durationMs: port.clock() - startedAtMs,
      outcome: result.outcome,
      ...(result.outcome === 'ok' ? {} : { reason: result.reason }),
      operation: call.operation,
      operationId: call.operationId,
    })
    if (result.outcome === 'ok') return result.value
    const isRetried = result.outcome === 'timeout' && attempt < port.attempts && !port.closing.aborted
    if (!isRetried) throw result.error
  }
}

async function tryOnce<T>(
  port: TriggerPort,
  call: TriggerCall<T>,
  payload: string,
  attempt: number,
): Promise<Attempt<T>> {
  if (!(await port.isTriggerAllowed(call.functionArn, port.poolArn))) {
    const reason = 'the function does not allow this pool to invoke it'
    return unexpected(call, 'failed', 'AccessDeniedException', reason)
  }
  const { functionArn, operation, operationId, traceId } = call
  const origin = { operation, operationId, traceId, attempt }
  const invocation = port
    .invokeTrigger({ functionArn, payload, abandonAfterMs: port.attemptLimitMs, origin })
    .catch(() => 'broken' as const)
  const late = { kind: 'abandoned' } as const
  const result = await withLimit(invocation, port.timer, port.attemptLimitMs, late, port.closing)
  if (result === 'broken')
    return unexpected(call, 'failed', 'ServiceException', 'the function could not be invoked')
  switch (result.kind) {
    case 'success':
      return readOutput(call, result.payload)
    case 'function-error':
      return {
        // Errors of the runtime itself decided nothing about the person.
        outcome: /^(Runtime|Sandbox|Extension)\./.test(result.errorType) ? 'failed' : 'denied',
        reason: result.errorType,
        error: new PoolError(
          'UserLambdaValidationException',
          `${call.trigger} failed with error ${result.errorMessage}.`,
        ),
      }
    case 'abandoned': {
      const reason = `no answer in ${port.attemptLimitMs} ms`
      return unexpected(call, 'timeout', 'Socket timeout while invoking Lambda function', reason)
    }
    // A deleted function has lost its resource policy too, so Cognito is refused rather than told.
    case 'not-found':
    case 'access-denied':
      return unexpected(call, 'failed', 'AccessDeniedException', `invoke answered ${result.kind}`)
    case 'throttled':
      return unexpected(call, 'failed', 'TooManyRequestsException', 'the function is throttled')
  }
}

function readOutput<T>(call: TriggerCall<T>, payload: string): Attempt<T> {
  const output = parseJson(payload)
  if (output === undefined || output === null) {
    return invalid(
      'Invalid lambda function output : Invalid JSON',
      'the function returned nothing or no JSON',
    )
  }
  try {
    return { outcome: 'ok', value: call.read(output) }
  } catch (error) {
    if (error instanceof UnrecognizableOutput) return invalid(error.told, error.message)
    throw error
  }
}

function invalid(message: string, reason: string): Attempt<never> {
  return { outcome: 'failed', reason, error: new PoolError('InvalidLambdaResponseException', message) }
}

function unexpected(
  call: { readonly trigger: TriggerName },
  outcome: 'timeout' | 'failed',
  cause: string,
  reason: string,
): Attempt<never> {
  const message = `${call.trigger} invocation failed due to error ${cause}.`
  return { outcome, reason, error: new PoolError('UnexpectedLambdaException', message) }
}

/** The request, the result and the record of one invocation. */
export type InvocationType = 'RequestResponse' | 'Event' | 'DryRun'

export interface InvokeRequest {
  /** Name, partial ARN or ARN; each may carry an alias. */
  readonly functionArn: string
  /** Anything that JSON can say; undefined becomes `{}`. */
  readonly payload: unknown
  /** Default `RequestResponse`. */
  readonly invocationType?: InvocationType
  /** Default: a new one. */
  readonly requestId?: string
  /** The trace that the caller began, as `Root=1-…`. Default: a new one. */
  readonly traceId?: string | undefined
  /** Stops waiting after this time. The function runs on. Default: waits for the end. */
  readonly abandonAfterMs?: number
}

interface Ran {
  readonly requestId: string
  readonly executedVersion: string
  readonly traceId: string
  /** The last 4 KB of the log, as text. */
  readonly logTail: string
}

/** `payload` is JSON text, exactly as the function or Lambda gave it. */
export type InvokeResult =
  | (Ran & { readonly kind: 'success'; readonly payload: string })
  | (Ran & {
      readonly kind: 'function-error'
      readonly errorType: string
      readonly errorMessage: string
      readonly payload: string
    })
  | { readonly kind: 'accepted'; readonly requestId: string }
  | { readonly kind: 'dry-run'; readonly requestId: string; readonly executedVersion: string }
  | { readonly kind: 'abandoned'; readonly requestId: string }
  | { readonly kind: 'not-found'; readonly message: string }
  | { readonly kind: 'invalid-request'; readonly message: string }
  | { readonly kind: 'request-too-large'; readonly message: string }
  | { readonly kind: 'throttled'; readonly message: string }

export interface InvocationRecord {
  readonly requestId: string
  readonly traceId: string
  readonly functionName: string
  /** With the alias, when there was one. */
  readonly functionArn: string
  readonly qualifier: string | undefined
  /** When the service took the request; a cold start comes after it. */
  readonly startedAtMs: number
  /** Of the invocation alone, without `initDurationMs`. */
  readonly durationMs: number
  /** Only when a sandbox was started for this request. */
  readonly initDurationMs?: number
  readonly cold: boolean
  readonly outcome: 'ok' | 'function-error' | 'timeout' | 'init-error'
  readonly errorType?: string
  readonly payload: unknown
  readonly response?: unknown
  readonly error?: { readonly errorType: string; readonly errorMessage: string }
  readonly logLines: readonly string[]
  /** True when the caller had stopped waiting before the end. */
  readonly abandoned: boolean
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const maxRequestBytes = 6_291_456
export const maxEventBytes = 1_048_576

/** Lambda leaves a response 100 bytes more than a request. */
export const maxResponseBytes = 6_291_556

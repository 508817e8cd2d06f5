/** What the console shows: the shapes that its API answers and its page draws. */

export interface StackView {
  readonly region: string
  readonly cognitoEndpoint: string
  readonly userPoolId: string
  /** The app client without a secret, which the page signs up and in with. */
  readonly clientId: string
  /** Trigger name → function name. */
  readonly functions: Readonly<Record<string, string>>
  readonly limits: {
    /** How long Cognito waits for one attempt. */
    readonly triggerMs: number
    /** The number of Cognito's calls, repeats included. */
    readonly attempts: number
    /** Function name → its own time-out. */
    readonly functionTimeoutMs: Readonly<Record<string, number>>
  }
  /** Languages that the suite has texts for, such as `en` and `de`; the first is its default. */
  readonly locales: readonly string[]
}

/** `passed-on`: the function failed and gave the event back unchanged, so that Cognito goes on without it. */
export type InvocationOutcome = 'ok' | 'passed-on' | 'denied' | 'function-error' | 'timeout' | 'init-error'

export interface StepView {
  readonly name: string
  readonly kind: 'fact' | 'effect'
  /** Counted from the first line of the handler. */
  readonly startMs: number
  readonly durationMs: number
  readonly attempts: number
  readonly outcome: 'ok' | 'failed' | 'timeout' | 'skipped'
  /** What the plan does when the step fails, such as `deny email_domain_denied` or `defer`. */
  readonly policy?: string
  /** The error's class or code. */
  readonly cause?: string
}

export interface StageView {
  readonly name: string
  readonly startMs: number
  readonly durationMs: number
}

/** One wait of a chain that began at a caller other than the user pool: a person's at the door, or a function's for a
 * service. */
export interface HopView {
  /** Of this wait alone. */
  readonly id: string
  /** The whole chain shares it. */
  readonly traceId: string
  /** Such as `HTTP API front, POST /sign-up` or `user-pool SignUp`. */
  readonly name: string
  readonly at: 'door' | 'service'
  readonly startedAtMs: number
  readonly durationMs: number
  /** How long a door waits; undefined where it has no limit of its own. */
  readonly limitMs?: number
  /** Of the answer; undefined when there was none. */
  readonly status?: number
}

export interface InvocationView {
  readonly requestId: string
  /** Of a chain that began at another caller than the user pool. */
  readonly traceId?: string
  /** Trigger name, such as `pre-sign-up`. */
  readonly trigger: string
  readonly triggerSource: string
  readonly functionName: string
  /** 1 for Cognito's first call. */
  readonly attempt: number
  /** The API operation that called the trigger, such as `SignUp`, and the id that its calls share. */
  readonly operation?: string
  readonly operationId?: string
  readonly startedAtMs: number
  readonly durationMs: number
  readonly initDurationMs?: number
  readonly cold: boolean
  readonly outcome: InvocationOutcome
  readonly code?: string
  /** Why the function failed: an error's class, or what is wrong with the event. */
  readonly cause?: string
  /** How long the caller waits for this call. */
  readonly limitMs: number
  readonly steps: readonly StepView[]
  readonly stages?: readonly StageView[]
  readonly event: unknown
  readonly response: unknown
  readonly error?: { readonly errorType: string; readonly errorMessage: string }
  readonly logLines: readonly string[]
}

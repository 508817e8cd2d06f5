/** The part of Amazon States Language that runs here. Everything else is refused before anything runs.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html */

export interface Definition extends States {
  readonly Comment?: string
  readonly Version?: '1.0'
  readonly QueryLanguage?: 'JSONPath'
  readonly TimeoutSeconds?: number
}

export interface States {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

export type State = Task | Pass | Choice | Wait | Succeed | Fail | Parallel | InlineMap

interface Any {
  readonly Comment?: string
  readonly QueryLanguage?: 'JSONPath'
}

interface Flow {
  readonly Next?: string
  readonly End?: true
}

/** Paths; null stands for an empty object. */
export interface Paths {
  readonly InputPath?: string | null
  readonly OutputPath?: string | null
}

export interface Results {
  readonly ResultSelector?: object
  /** Null discards the result. */
  readonly ResultPath?: string | null
}

export interface Retrier {
  readonly Comment?: string
  readonly ErrorEquals: readonly string[]
  readonly IntervalSeconds?: number
  readonly MaxAttempts?: number
  readonly BackoffRate?: number
  readonly MaxDelaySeconds?: number
  readonly JitterStrategy?: 'NONE' | 'FULL'
}

export interface Catcher {
  readonly Comment?: string
  readonly ErrorEquals: readonly string[]
  readonly ResultPath?: string | null
  readonly Next: string
}

export interface Failing {
  readonly Retry?: readonly Retrier[]
  readonly Catch?: readonly Catcher[]
}

/** Calls a function: by its ARN, whose output is the result, or by `lambda:invoke`. */
export interface Task extends Any, Flow, Paths, Results, Failing {
  readonly Type: 'Task'
  readonly Resource: string
  readonly Parameters?: object
  readonly TimeoutSeconds?: number
}

export interface Pass extends Any, Flow, Paths {
  readonly Type: 'Pass'
  readonly Result?: unknown
  readonly ResultPath?: string | null
  readonly Parameters?: object
}

export interface Choice extends Any, Paths {
  readonly Type: 'Choice'
  readonly Choices: readonly (Rule & { readonly Next: string })[]
  readonly Default?: string
}

/** One test of a variable, or a combination of rules. */
export interface Rule {
  readonly Comment?: string
  readonly Variable?: string
  readonly And?: readonly Rule[]
  readonly Or?: readonly Rule[]
  readonly Not?: Rule
  readonly StringEquals?: string
  readonly NumericEquals?: number
  readonly NumericLessThan?: number
  readonly NumericLessThanEquals?: number
  readonly NumericGreaterThan?: number
  readonly NumericGreaterThanEquals?: number
  readonly BooleanEquals?: boolean
  readonly IsPresent?: boolean
  readonly IsNull?: boolean
}

export interface Wait extends Any, Flow, Paths {
  readonly Type: 'Wait'
  readonly Seconds: number
}

export interface Succeed extends Any, Paths {
  readonly Type: 'Succeed'
}

export interface Fail extends Any {
  readonly Type: 'Fail'
  readonly Error?: string
  readonly Cause?: string
  readonly ErrorPath?: string
  readonly CausePath?: string
}

export interface Parallel extends Any, Flow, Paths, Results, Failing {
  readonly Type: 'Parallel'
  readonly Branches: readonly States[]
  readonly Parameters?: object
}

/** A map inside of the execution. One that is distributed reads its items elsewhere, and is refused. */
export interface InlineMap extends Any, Flow, Paths, Results, Failing {
  readonly Type: 'Map'
  readonly ItemsPath?: string
  readonly ItemSelector?: object
  readonly MaxConcurrency?: number
  readonly ItemProcessor: States & { readonly ProcessorConfig?: { readonly Mode: 'INLINE' } }
}

/** The optimized integration, which wraps a function's output. */
export const lambdaInvoke = 'arn:aws:states:::lambda:invoke'

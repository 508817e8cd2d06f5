/** A step is one bounded wait: a fact to read or an effect to perform, with its budget and its declared failure policy. */
import { type Clock, type Deadline, type Settled, within } from './deadline.ts'
import type { Denial } from './denials.ts'

/** What happens when a step does not succeed. There is no default: a step without a policy does not compile. */
export type FailurePolicy<T> =
  | { readonly kind: 'deny'; readonly denial: Denial }
  | { readonly kind: 'use'; readonly value: T }
  | { readonly kind: 'defer' }
  | { readonly kind: 'drop' }

/** A service outside the process that steps call. */
export interface Dependency {
  /** Its name in plans, documents, permissions and faults: one of the suite's own, or a team's, in kebab-case. */
  readonly name: string
  /** The secret that the actions of its store (`ssm:GetParameter`) cover. */
  readonly secret?: SecretName
  /** The origin of a team's own dependency, such as `https://crm.example.com`; see `originOf`. */
  readonly origin?: string
  /** The ARNs that the actions of a team's own dependency cover, besides its secret. */
  readonly resources?: readonly string[]
  /** Opens connections for this many calls in advance. Default 1. It changes nothing. It always resolves, connected
   * or not. */
  connect?(count?: number): Promise<void>
}

/** A secret by its name or ARN: of Parameter Store, or of Secrets Manager. */
export interface SecretName {
  readonly store: 'ssm' | 'secretsmanager'
  readonly name: string
}

/** The dependencies whose resources the suite knows. */
export const suiteDependencies = [
  'table',
  'user-pool',
  'event-bus',
  'mail',
  'webhook',
  'human-check',
] as const
export type SuiteDependency = (typeof suiteDependencies)[number]

export function isSuiteDependency(name: string): name is SuiteDependency {
  return suiteDependencies.some((each) => each === name)
}

/** What a step gives to its adapter. */
export interface Call {
  /** Aborted when the step's time ends. */
  readonly signal: AbortSignal
  /** Attempts allowed for each request, the first one included. */
  readonly maxAttempts: number
  /** Milliseconds left for this step. No attempt starts that cannot finish within them. */
  remainingMs(): number
  /** An adapter calls it at the start of each attempt of each request. */
  onAttempt(): void
}

/** A call that no step makes. Nothing counts its attempts. */
export function callOutsideStep(signal: AbortSignal, maxAttempts: number, remainingMs: () => number): Call {
  return { signal, maxAttempts, remainingMs, onAttempt: () => {} }
}

interface Step<Input, T> {
  /** Unique within its trigger: report, metrics, facts and docs use it. */
  readonly name: string
  readonly dependency: Dependency
  /** The IAM actions of the step (`dynamodb:GetItem`). Infra grants exactly these. */
  readonly actions: readonly string[]
  /** The only partitions of the table that its actions cover, in IAM's form: `USER#*`. Default any. */
  readonly leadingKeys?: readonly string[]
  /** The longest wait, all attempts together, in milliseconds; 1 to 4,000. */
  readonly budgetMs: number
  /** Attempts, the first one included; 1 to 5. The adapter retries, and the budget bounds it. In a step with several
   * requests each request has this many. */
  readonly attempts: number
  /** The most requests that it sends side by side. Init opens a connection for each. Default 1. */
  readonly requests?: number
  /** A property, so that a step which needs more of its input than there is does not compile. */
  readonly run: (input: Input, call: Call) => Promise<T>
}

/** A fact is read before the decision. */
export interface FactStep<Input, T = unknown> extends Step<Input, T> {
  readonly onFailure: Extract<FailurePolicy<T>, { kind: 'deny' | 'use' }>
}

/** An effect is performed after the decision and never changes it. */
export interface EffectStep<Input> extends Step<Input, EffectResult> {
  readonly onFailure: Extract<FailurePolicy<never>, { kind: 'defer' | 'drop' }>
}

/** The result of an effect that did not fail: done now, done before, or in progress in a concurrent copy. */
const effectResults = ['performed', 'already-done', 'in-progress'] as const
export type EffectResult = (typeof effectResults)[number]

export type StepOutcome = 'ok' | 'failed' | 'timeout' | 'skipped'

/** One line of the report: what a step did, without its data. */
export interface StepReport {
  readonly name: string
  readonly kind: 'fact' | 'effect'
  /** Milliseconds from the start of the handler. */
  readonly startMs: number
  readonly durationMs: number
  readonly attempts: number
  readonly outcome: StepOutcome
  /** For an effect that did not fail. */
  readonly result?: EffectResult
  /** The policy that was applied, when the step did not succeed. */
  readonly policy?: FailurePolicy<never>['kind']
  /** The error's class or code, when there was one. */
  readonly cause?: string
}

/** A fact as `decide` sees it: known, or missing with the denial of its step. */
export type Fact<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'missing'; readonly denial: Denial }

/** With fewer milliseconds left no attempt can finish, so that none is started. */
export const leastUsefulMs = 10

/** Reads one fact within its budget and the remaining time, and applies its declared policy on failure. */
export async function readFact<Input, T>(
  step: FactStep<Input, T>,
  input: Input,
  clock: Clock,
  deadline: Deadline,
): Promise<{ readonly fact: Fact<T>; readonly report: StepReport }> {
  const { settled, report } = await runStep(step, 'fact', input, clock, deadline)
  if (settled.kind === 'ok') return { fact: { kind: 'known', value: settled.value }, report }
  const policy = step.onFailure
  const fact: Fact<T> =
    policy.kind === 'use'
      ? { kind: 'known', value: policy.value }
      : { kind: 'missing', denial: policy.denial }
  return { fact, report: { ...report, policy: policy.kind } }
}

/** Performs one effect within its budget and the remaining time. Never rejects. An unknown result is a failure, since
 * what was done is unknown. */
export async function performEffect<Input>(
  step: EffectStep<Input>,
  input: Input,
  clock: Clock,
  deadline: Deadline,
): Promise<StepReport> {
  const { settled, report } = await runStep(step, 'effect', input, clock, deadline)
  const policy = step.onFailure.kind
  if (settled.kind !== 'ok') return { ...report, policy }
  return effectResults.includes(settled.value)
    ? { ...report, result: settled.value }
    : { ...report, outcome: 'failed', cause: 'no_result', policy }
}

/** The class of an error for the report: its `code` or `name`, never its message, which may hold personal data. Either
 * may come from outside, so that it counts only if it looks like a class. A getter that throws counts as missing. */
export function causeOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return typeof error
    const code: unknown = 'code' in error ? error.code : undefined
    return [code, error.name].find(isClass) ?? 'Error'
  } catch {
    return 'Error'
  }
}

function isClass(name: unknown): name is string {
  return typeof name === 'string' && /^[\w.-]{1,64}$/.test(name)
}

async function runStep<Input, T>(
  step: Step<Input, T>,
  kind: StepReport['kind'],
  input: Input,
  clock: Clock,
  deadline: Deadline,
): Promise<{ readonly settled: Settled<T> | { readonly kind: 'skipped' }; readonly report: StepReport }> {
  const startedAtMs = clock.monotonicMs()
  const allowedMs = Math.min(step.budgetMs, deadline.remainingMs())
  let attempts = 0
  const call = (signal: AbortSignal): Call => ({
    signal,
    maxAttempts: step.attempts,
    remainingMs: () => Math.max(0, startedAtMs + allowedMs - clock.monotonicMs()),
    onAttempt: () => {
      attempts += 1
    },
  })
  const settled =
    allowedMs < leastUsefulMs
      ? ({ kind: 'skipped' } as const)
      : await within(clock, allowedMs, (signal) => step.run(input, call(signal)))
  const report = {
    name: step.name,
    kind,
    startMs: startedAtMs - deadline.startedAtMs,
    durationMs: clock.monotonicMs() - startedAtMs,
    attempts,
  }
  return settled.kind === 'error'
    ? { settled, report: { ...report, outcome: 'failed', cause: causeOf(settled.error) } }
    : { settled, report: { ...report, outcome: settled.kind } }
}

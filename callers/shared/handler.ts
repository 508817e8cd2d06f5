/** The handler of a function behind any caller: one deadline, the caller's own error shape, and one report line. */
import {
  startDeadline,
  usedBeforeHandlerMs,
  within,
  type Clock,
  type Deadline,
} from '@cognito-trigger-suite/triggers/core/deadline'
import type { Parsed } from '@cognito-trigger-suite/triggers/internal/core/parsed'
import { type Report, renderReport } from '@cognito-trigger-suite/triggers/internal/core/report'
import type { InvocationContext, Runtime } from '@cognito-trigger-suite/triggers/internal/core/run'
import { causeOf } from '@cognito-trigger-suite/triggers/internal/core/step'

/** What every parsed event says of itself. */
export interface CallerEvent {
  /** Which caller, such as `http-api`. */
  readonly source: string
  /** The version of the event's shape, as the caller numbers it. */
  readonly version: string
}

/** What one call gives to the code that handles it. */
export interface Call {
  readonly clock: Clock
  readonly deadline: Deadline
  /** Unique for each invocation, also for repeats. */
  readonly requestId: string
  /** Aborted at the deadline, when the caller's answer has gone out. */
  readonly signal: AbortSignal
}

/** An answer in the caller's shape, and how the report counts it. */
export interface Answered<Answer> extends Pick<
  Report,
  'outcome' | 'code' | 'by' | 'cause' | 'user' | 'notes'
> {
  readonly answer: Answer
}

/** Why the code itself gave no answer. A problem holds no data of the event. */
export type Failure =
  | { readonly kind: 'event'; readonly problem: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'defect'; readonly cause: string }

/** One function: how it reads its event, what it answers, and what its caller gets when it cannot. */
export interface CallerFunction<Event extends CallerEvent, Answer> {
  /** Its folder name, such as `front-door`. */
  readonly name: string
  /** How long the caller waits for this event, in milliseconds. `function`: until Lambda's own timeout. */
  waitsMs(input: unknown): number | 'function'
  /** Pure and total. */
  parse(input: unknown): Parsed<Event>
  /** A promise that rejects is a defect. */
  handle(event: Event, call: Call): Promise<Answered<Answer>>
  /** The answer in the caller's own error shape.
   * @throws where the caller knows an error by nothing else */
  failed(input: unknown, failure: Failure): Answer
}

export type CallerHandler<Answer> = (input: unknown, context: InvocationContext) => Promise<Answer>

/** Makes the handler. Call it at the end of init, since the first request's deadline counts from there. */
export function createCallerHandler<Event extends CallerEvent, Answer>(
  served: CallerFunction<Event, Answer>,
  runtime: Runtime,
): CallerHandler<Answer> {
  const { clock } = runtime
  const initEndedAtMs = clock.monotonicMs()
  let isFirstInvocation = true

  return async (input, context) => {
    const age = { isFirstInvocation, initializationType: runtime.initializationType, initEndedAtMs }
    const coldStart = isFirstInvocation
    isFirstInvocation = false
    const invokedAtMs = Math.round(clock.epochMs() - usedBeforeHandlerMs(clock, age))
    const waitsMs = served.waitsMs(input)
    const limitMs = waitsMs === 'function' ? Infinity : waitsMs
    const deadline = startDeadline(clock, context.getRemainingTimeInMillis(), age, limitMs)
    const log = (event: CallerEvent | undefined, ended: Omit<Answered<Answer>, 'answer'>): void =>
      runtime.log(
        renderReport(
          {
            trigger: served.name,
            ...runtime.dimensions,
            source: event?.source ?? 'unknown',
            eventVersion: event?.version ?? 'unknown',
            ...ended,
            coldStart,
            durationMs: clock.monotonicMs() - deadline.startedAtMs,
            remainingMs: deadline.remainingMs(),
            requestId: context.awsRequestId,
            stages: [],
            steps: [],
          },
          invokedAtMs,
        ),
      )
    const fail = (failure: Failure, event?: CallerEvent): Answer => {
      log(event, { outcome: 'failed', cause: describeFailure(failure) })
      return served.failed(input, failure)
    }

    const parsed = parseSafely(served, input)
    if (parsed.kind === 'malformed') return fail({ kind: 'event', problem: parsed.problem })
    const { event } = parsed
    const settled = await within(clock, deadline.remainingMs(), (signal) =>
      served.handle(event, { clock, deadline, requestId: context.awsRequestId, signal }),
    )
    if (settled.kind === 'timeout') return fail(settled, event)
    if (settled.kind === 'error') return fail({ kind: 'defect', cause: causeOf(settled.error) }, event)
    const { answer, ...ended } = settled.value
    log(event, ended)
    return answer
  }
}

function parseSafely<Event extends CallerEvent>(
  served: Pick<CallerFunction<Event, unknown>, 'parse'>,
  input: unknown,
): Parsed<Event> {
  try {
    return served.parse(input)
  } catch (error) {
    return { kind: 'malformed', problem: causeOf(error) }
  }
}

function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'event':
      return failure.problem
    case 'timeout':
      return 'timeout'
    case 'defect':
      return failure.cause
  }
}

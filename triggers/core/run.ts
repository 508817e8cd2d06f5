/** The five stages of one invocation, run once, in this order: parse, gather, decide, perform, respond. */
import type { Parsed } from './parsed.ts'
import { own, isObject, type RawObject, type StringMap } from './json.ts'
import type { TriggerName } from '../registry.ts'
import { type Clock, type Deadline, startDeadline, usedBeforeHandlerMs } from './deadline.ts'
import type { Decision, Refusal } from './decision.ts'
import { temporarilyUnavailable } from './denial-catalogue.ts'
import { DenialError, type Wording } from './denials.ts'
import { type Dimensions, type Report, renderReport } from './report.ts'
import { createStages, type Stages } from './stages.ts'
import { causeOf, type Fact, type FactStep, readFact, type StepReport } from './step.ts'

/** The facts of one invocation by the name of their step. */
export type Facts = ReadonlyMap<string, Fact<unknown>>

/** What every parsed event has for these stages. */
export interface TriggerEvent {
  readonly source: string
  readonly sentAs?: string
  readonly version: string
  readonly userPoolId: string
  readonly userAttributes: StringMap
  readonly clientMetadata: StringMap
}

/** One trigger: how it reads its event, which facts it asks for, how it decides and what it may answer. */
export interface Trigger<Event extends TriggerEvent, Response extends object, Effect> extends Wording {
  readonly name: TriggerName
  parse(input: unknown): Parsed<Event>
  /** The facts that this event needs. */
  facts(event: Event): readonly FactStep<Event>[]
  decide(event: Event, facts: Facts, nowMs: number): Decision<Response, Effect> & Notes
  /** Performs the effects within the deadline. Never rejects. An effect may still refuse, for example when another
   * holder has the reservation: the invocation then ends in that denial. */
  perform(
    event: Event,
    effects: readonly Effect[],
    invocation: Invocation,
  ): Promise<readonly StepReport[] | RefusedEffects>
  /** The result of a defect, or of an event that cannot be parsed. */
  onDefect(input: unknown): 'deny' | 'pass'
}

/** The steps that ran, up to the one that refused. */
export interface RefusedEffects {
  readonly steps: readonly StepReport[]
  readonly refusal: Refusal
}

/** What one invocation gives to its effects. */
export interface Invocation {
  readonly clock: Clock
  readonly deadline: Deadline
  /** Unique for each invocation, also for repeats. */
  readonly requestId: string
}

/** Notes of a decision for the report. */
export interface Notes {
  readonly notes?: NonNullable<Report['notes']>
}

/** The process around the handler. It is a parameter, so that tests control time, identity and output. */
export interface Runtime {
  readonly clock: Clock
  /** `AWS_LAMBDA_INITIALIZATION_TYPE`. */
  readonly initializationType: string | undefined
  readonly dimensions: Dimensions
  /** Writes one line of the log. */
  log(line: string): void
  /** A keyed hash of a user, for the report. */
  hashUser(userPoolId: string, sub: string): string
}

/** The part of Lambda's context that a trigger uses. */
export interface InvocationContext {
  readonly awsRequestId: string
  /** Milliseconds until Lambda ends the call. */
  getRemainingTimeInMillis(): number
  /** The client context of a direct call of Lambda. Cognito sends none. */
  readonly clientContext?: unknown
}

export type Handler = (input: unknown, context: InvocationContext) => Promise<unknown>

interface Ended extends Pick<
  Report,
  'source' | 'eventVersion' | 'outcome' | 'code' | 'by' | 'cause' | 'user' | 'steps' | 'notes'
> {
  readonly result:
    | { readonly kind: 'return'; readonly value: unknown }
    | { readonly kind: 'throw'; readonly error: DenialError }
}

/** Makes the handler of a trigger. Call it at the end of init, since the first request's deadline counts from there. */
export function createHandler<Event extends TriggerEvent, Response extends object, Effect>(
  trigger: Trigger<Event, Response, Effect>,
  runtime: Runtime,
): Handler {
  const { clock } = runtime
  const initEndedAtMs = clock.monotonicMs()
  let isFirstInvocation = true

  return async (input, context) => {
    const age = { isFirstInvocation, initializationType: runtime.initializationType, initEndedAtMs }
    const invokedAtMs = Math.round(clock.epochMs() - usedBeforeHandlerMs(clock, age))
    const deadline = startDeadline(clock, context.getRemainingTimeInMillis(), age)
    const coldStart = isFirstInvocation
    isFirstInvocation = false
    const stages = createStages(clock, deadline)
    const isRehearsal = readRehearsal(context.clientContext)

    const ended = await runStages(
      trigger,
      runtime,
      input,
      { clock, deadline, requestId: context.awsRequestId },
      stages,
      isRehearsal,
    )

    const { result, ...about } = ended
    runtime.log(
      renderReport(
        {
          trigger: trigger.name,
          ...runtime.dimensions,
          ...about,
          coldStart,
          durationMs: clock.monotonicMs() - deadline.startedAtMs,
          remainingMs: deadline.remainingMs(),
          requestId: context.awsRequestId,
          stages: stages.done(),
          rehearsal: isRehearsal || undefined,
        },
        invokedAtMs,
      ),
    )
    if (result.kind === 'throw') throw result.error
    return result.value
  }
}

/** Whether the call rehearses: it reads facts and decides as usual, performs no effect, and counts in no metric. Only a
 * caller with permission to invoke the function can set it: data of a person's client does not reach this context. */
export function readRehearsal(clientContext: unknown): boolean {
  return own(own(clientContext, 'custom'), 'rehearsal') === true
}

/** The raw event with the response fields that the trigger owns. Everything else is unchanged. */
export function respond(raw: RawObject, response: object): RawObject {
  const given = own(raw, 'response')
  return { ...raw, response: { ...(isObject(given) ? given : {}), ...response } }
}

async function runStages<Event extends TriggerEvent, Response extends object, Effect>(
  trigger: Trigger<Event, Response, Effect>,
  runtime: Runtime,
  input: unknown,
  invocation: Invocation,
  stages: Stages,
  isRehearsal: boolean,
): Promise<Ended> {
  const { clock, deadline } = invocation
  let about: Pick<Ended, 'source' | 'eventVersion' | 'user'> = { source: 'unknown', eventVersion: 'unknown' }
  let locales: readonly (string | undefined)[] = []
  const steps: StepReport[] = []
  try {
    const parsed = stages.run('parse', () => trigger.parse(input))
    if (parsed.kind === 'malformed') return fail(parsed.problem)
    const { event, raw } = parsed
    const sub = event.userAttributes.get('sub')
    const user = sub === undefined ? undefined : runtime.hashUser(event.userPoolId, sub)
    about = { source: event.sentAs ?? event.source, eventVersion: event.version, user }
    locales = [event.clientMetadata.get('locale'), event.userAttributes.get('locale')]

    const facts = await stages.runAsync('gather', async () => {
      const read = await Promise.all(
        trigger
          .facts(event)
          .map(async (step) => [step.name, await readFact(step, event, clock, deadline)] as const),
      )
      steps.push(...read.map(([, { report }]) => report))
      return new Map(read.map(([name, { fact }]) => [name, fact]))
    })

    const decision = stages.run('decide', () => trigger.decide(event, facts, clock.epochMs()))
    const { notes } = decision
    if (decision.kind === 'deny') return { notes, ...refuse(decision) }

    if (decision.effects.length > 0 && !isRehearsal) {
      const performed = await stages.runAsync('perform', () =>
        trigger.perform(event, decision.effects, invocation),
      )
      steps.push(...('refusal' in performed ? performed.steps : performed))
      if ('refusal' in performed) return { notes, ...refuse(performed.refusal) }
    }
    const value = stages.run('respond', () => respond(raw, decision.response))
    return { ...about, notes, outcome: 'allowed', steps, result: { kind: 'return', value } }
  } catch (error) {
    return fail(causeOf(error))
  }

  function refuse({ denial, by, cause }: Refusal): Ended {
    const error = new DenialError(denial, locales, trigger)
    return {
      ...about,
      outcome: 'denied',
      code: denial.code,
      by,
      cause,
      steps,
      result: { kind: 'throw', error },
    }
  }

  function fail(cause: string): Ended {
    if (trigger.onDefect(input) === 'pass')
      return { ...about, outcome: 'failed', cause, steps, result: { kind: 'return', value: input } }
    const { code } = temporarilyUnavailable
    const error = new DenialError(temporarilyUnavailable, locales, trigger)
    return { ...about, outcome: 'failed', code, cause, steps, result: { kind: 'throw', error } }
  }
}

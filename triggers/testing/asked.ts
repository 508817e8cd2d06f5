/** What came of an event that a test gave to a trigger. */
import { isObject, own, type RawObject } from '../core/json.ts'
import type { Parsed } from '../core/parsed.ts'
import type { Answer, Harness } from './trigger-harness.ts'

export interface Asked {
  /** `pass`, or the code of the denial. */
  readonly verdict: string
  /** The members that speak for the event, by name, in their order. Nobody asked those that are not in it: they pass by
   * saying nothing. */
  readonly asked: readonly string[]
  /** The text that a refused person sees, with the code before it. */
  readonly message: string | undefined
  /** The response that Cognito gets; empty after a denial. */
  readonly response: RawObject
  /** What each observed rule or source would have done: `my-rule: deny not_invited`. */
  readonly observed: readonly string[]
  /** The line of the log, parsed. */
  readonly report: RawObject
  /** Milliseconds of virtual time. */
  readonly tookMs: number
}

/** Calls the handler once, and reads its answer and its report. `speaking` are the members that speak for an event. */
export async function askHarness<Event>(
  harness: Harness,
  event: unknown,
  trigger: { parse(input: unknown): Parsed<Event> },
  speaking: (event: Event) => readonly { readonly name: string }[],
): Promise<Asked> {
  const parsed = trigger.parse(event)
  const answer = await harness.invoke(event)
  const report = harness.reports.at(-1) ?? {}
  const notes = readObject(own(report, 'notes'))
  const observed = own(notes, 'observed')
  return {
    ...readAnswer(answer),
    asked: parsed.kind === 'event' ? speaking(parsed.event).map(({ name }) => name) : [],
    observed: Array.isArray(observed) ? observed.map(String) : [],
    report,
    tookMs: answer.tookMs,
  }
}

function readAnswer(answer: Answer): Pick<Asked, 'verdict' | 'message' | 'response'> {
  if (answer.kind === 'returned') {
    const response = readObject(own(readObject(answer.value), 'response'))
    return { verdict: 'pass', message: undefined, response }
  }
  const [, code = answer.message] = /^\[(\w+)\] ./.exec(answer.message) ?? []
  return { verdict: code, message: answer.message, response: {} }
}

export function readObject(value: unknown): RawObject {
  return isObject(value) ? value : {}
}

/** What a decision leaves behind for those who explain it: what each member said, as data. A handler asks for none. */
import type { Decision } from './decision.ts'
import type { Notes } from './run.ts'

/** A decision of any trigger. */
export type AnyDecision = Decision<object, { readonly name: string }> & Notes

export type MemberSaid =
  /** One before it denied, or nobody waited for its fact. */
  | { readonly kind: 'not asked' }
  /** It failed where its word did not count any more. */
  | { readonly kind: 'defect'; readonly cause: string }
  | { readonly kind: 'deny'; readonly code: string }
  | {
      readonly kind: 'allow'
      /** What it adds, as Cognito would read it; of a claim source together with those before it. */
      readonly response: object
      readonly effects: readonly string[]
      readonly notes: NonNullable<Notes['notes']>
    }

/** By the name of the member. One that is not there does not speak for the event. */
export type Trace = ReadonlyMap<string, MemberSaid>

/** A decision, and what led to it. */
export interface Traced {
  readonly decision: AnyDecision
  readonly said: Trace
}

/** What is said of members that the decision itself names: in its effects, and in the lists of its notes. */
export function traceOfDecision(members: readonly { readonly name: string }[], decision: AnyDecision): Trace {
  const { effects, response } = decision.kind === 'allow' ? decision : { effects: [], response: {} }
  return new Map(
    members.map(({ name }): [string, MemberSaid] => [
      name,
      {
        kind: 'allow',
        response,
        effects: effects.filter((effect) => effect.name === name).map((effect) => effect.name),
        notes: notesAbout(name, decision),
      },
    ]),
  )
}

/** The lists of a decision's notes, with what they hold of one member. */
function notesAbout(name: string, { notes = {} }: Notes): NonNullable<Notes['notes']> {
  return Object.fromEntries(
    Object.entries(notes).flatMap(([note, list]) =>
      Array.isArray(list) && list.includes(name) ? [[note, [name]]] : [],
    ),
  )
}

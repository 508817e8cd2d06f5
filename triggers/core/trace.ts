/** What a decision leaves for tools that explain it: what each member said, as data. Handlers do not ask for it. */
import type { Decision } from './decision.ts'
import type { Notes } from './run.ts'

/** A decision of any trigger. */
export type AnyDecision = Decision<object, { readonly name: string }> & Notes

export type MemberSaid =
  /** An earlier member denied, or its fact was not waited for. */
  | { readonly kind: 'not asked' }
  /** It failed when its word no longer counted. */
  | { readonly kind: 'defect'; readonly cause: string }
  | { readonly kind: 'deny'; readonly code: string }
  | {
      readonly kind: 'allow'
      /** What it adds, as Cognito would read it; for a claim source together with earlier ones. */
      readonly response: object
      readonly effects: readonly string[]
      readonly notes: NonNullable<Notes['notes']>
    }

/** By the name of the member. A member that is missing does not speak for the event. */
export type Trace = ReadonlyMap<string, MemberSaid>

/** A decision, and how it came about. */
export interface Traced {
  readonly decision: AnyDecision
  readonly said: Trace
}

/** What the decision itself says about members: in its effects, and in the lists of its notes. */
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

/** The lists of a decision's notes, with their entries about one member. */
function notesAbout(name: string, { notes = {} }: Notes): NonNullable<Notes['notes']> {
  return Object.fromEntries(
    Object.entries(notes).flatMap(([note, list]) =>
      Array.isArray(list) && list.includes(name) ? [[note, [name]]] : [],
    ),
  )
}

/** Explains the decision about one event: the facts, what each member said, and what the tokens get. */
import { formatDenial } from '../../triggers/core/denials.ts'
import type { Facts } from '../../triggers/core/run.ts'
import type { RawObject } from '../../triggers/core/json.ts'
import type { TriggerName } from '../../triggers/registry.ts'
import { distinctSteps, type FactOrigin, type FactUse, showFact, toFacts, useFacts } from './facts.ts'
import type { AnyDecision, Judge, Member } from './judge.ts'
import { addedRows, readRows, type TokenTable, tabulateTokens, type UnclaimedRow } from './token-table.ts'

export type Said =
  /** The member does not apply to this trigger source. */
  | { readonly kind: 'silent' }
  /** A claim source that comes after one that denied. */
  | { readonly kind: 'not asked' }
  | { readonly kind: 'deny'; readonly code: string }
  | {
      readonly kind: 'allow'
      /** Of a rule or an effect. */
      readonly response: object
      readonly effects: readonly string[]
      readonly notes: Readonly<Record<string, unknown>>
      /** Names of claims and scopes that a claim source added or changed. */
      readonly claims: readonly string[]
    }

export interface Explanation {
  readonly event: string
  readonly trigger: TriggerName
  readonly triggerSource: string
  readonly eventVersion: string
  readonly decision:
    | { readonly kind: 'deny'; readonly code: string; readonly text: string; readonly by: string }
    | { readonly kind: 'allow'; readonly response: object; readonly effects: readonly string[] }
  /** Observations of the decision, such as dropped claims. */
  readonly notes: Readonly<Record<string, unknown>>
  readonly facts: readonly {
    readonly name: string
    readonly dependency: string
    readonly origin: FactOrigin
    /** False when the trigger would decide without the fact. */
    readonly isRead: boolean
    /** `known`: with its value. `missing`: with the denial code that its step declares. */
    readonly state: 'known' | 'missing'
    readonly value?: unknown
    readonly code?: string
  }[]
  readonly members: readonly {
    readonly name: string
    readonly kind: Member['kind']
    readonly sources: readonly string[]
    readonly facts: readonly string[]
    readonly said: Said
    /** True for the member whose denial counts. */
    readonly isDecisive: boolean
  }[]
  /** For pre token generation, before trimming; empty when a claim source denies. */
  readonly tokens?: TokenTable
}

interface Heard {
  readonly member: Member
  readonly said: Said
  readonly rows: readonly UnclaimedRow[]
}

export function explain(
  judge: Judge,
  label: string,
  given: RawObject | undefined,
  nowMs: number,
): Explanation {
  const speaking = judge.members.filter(({ isSpeaking }) => isSpeaking)
  const uses = useFacts(
    distinctSteps([...judge.facts, ...speaking.flatMap(({ facts: steps }) => steps)]),
    given,
  )
  const facts = toFacts(uses)
  const decision = judge.decide(facts, nowMs)
  const heard = hear(judge.members, facts, nowMs)
  const weighed = judge.weigh?.(facts, nowMs)
  return {
    event: label,
    trigger: judge.trigger,
    triggerSource: judge.event.source,
    eventVersion: judge.event.version,
    decision: describeDecision(judge, decision),
    notes: decision.notes ?? {},
    facts: uses.map((use) => describeFact(use, judge)),
    members: heard.map(({ member, said }) => ({
      name: member.name,
      kind: member.kind,
      sources: member.sources,
      facts: member.facts.map(({ name }) => name),
      said,
      isDecisive: decision.kind === 'deny' && decision.by === member.name,
    })),
    ...(weighed === undefined
      ? {}
      : {
          tokens: tabulateTokens(
            weighed,
            heard.map(({ member, rows }) => ({ name: member.name, rows })),
          ),
        }),
  }
}

export function describeDecision(judge: Judge, decision: AnyDecision): Explanation['decision'] {
  if (decision.kind === 'allow')
    return { kind: 'allow', response: decision.response, effects: decision.effects.map(({ name }) => name) }
  const { clientMetadata, userAttributes } = judge.event
  const locales = [clientMetadata.get('locale'), userAttributes.get('locale')]
  const { denial, by } = decision
  return { kind: 'deny', code: denial.code, text: formatDenial(denial, locales, judge), by }
}

/** Asks each member. A claim source's additions are what was not there before it. */
function hear(members: readonly Member[], facts: Facts, nowMs: number): readonly Heard[] {
  let before: readonly UnclaimedRow[] = []
  return members.map((member) => {
    if (!member.isSpeaking) return { member, said: { kind: 'silent' }, rows: [] }
    const decision = member.decide(facts, nowMs)
    if (decision.kind === 'deny') {
      const isOwn = member.kind !== 'claim source' || decision.by === member.name
      return {
        member,
        said: isOwn ? { kind: 'deny', code: decision.denial.code } : { kind: 'not asked' },
        rows: [],
      }
    }
    const after = member.kind === 'claim source' ? readRows(decision.response) : []
    const rows = addedRows(before, after)
    before = after
    const said = {
      kind: 'allow',
      response: decision.response,
      effects: decision.effects.map(({ name }) => name),
      notes: ownNotes(member, decision.notes ?? {}),
      claims: [...new Set(rows.map(({ name }) => name))],
    } as const
    return { member, said, rows }
  })
}

/** A claim source is asked after those before it, and each of these may be observed too. */
function ownNotes({ kind, name }: Member, notes: Explanation['notes']): Explanation['notes'] {
  const { observed, ...others } = notes
  if (kind !== 'claim source' || !Array.isArray(observed)) return notes
  const own = observed.filter((line) => String(line).startsWith(`${name}: `))
  return own.length === 0 ? others : { ...others, observed: own }
}

function describeFact(
  { name, dependency, origin, fact }: FactUse,
  judge: Judge,
): Explanation['facts'][number] {
  const isRead = judge.facts.some((step) => step.name === name)
  const about = { name, dependency, origin, isRead }
  return fact.kind === 'known'
    ? { ...about, state: 'known', value: showFact(fact.value) }
    : { ...about, state: 'missing', code: fact.denial.code }
}

/** Explains the decision about one event: the facts, what each member said, and what the tokens get. */
import { formatDenial } from '@cognito-trigger-suite/triggers/core/denials'
import type { RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import type { AnyDecision, MemberSaid, Trace } from '@cognito-trigger-suite/triggers/internal/core/trace'
import type { MemberKind } from '@cognito-trigger-suite/triggers/internal/definition'
import { type FactOrigin, type FactUse, showFact, toFacts, useFacts } from './facts.ts'
import type { Judge } from './judge-event.ts'
import { addedRows, readRows, type TokenTable, tabulateTokens, type UnclaimedRow } from './token-table.ts'

export type Said =
  /** The member does not apply to this event. */
  | { readonly kind: 'silent' }
  | Exclude<MemberSaid, { kind: 'allow' }>
  | (Extract<MemberSaid, { kind: 'allow' }> & {
      /** Names of claims and scopes that a claim source added or changed. */
      readonly claims: readonly string[]
    })

export interface Explanation {
  readonly event: string
  readonly trigger: TriggerName
  /** As Cognito sent it. */
  readonly triggerSource: string
  readonly eventVersion: string
  readonly decision:
    | { readonly kind: 'deny'; readonly code: string; readonly text: string; readonly by: string }
    | { readonly kind: 'allow'; readonly response: object; readonly effects: readonly string[] }
  /** Whether the trigger only reports: the decision is that of Cognito without it. */
  readonly isObserved?: true
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
    readonly kind: MemberKind
    readonly sources: readonly string[]
    readonly facts: readonly string[]
    readonly said: Said
    /** True for the member whose denial counts. */
    readonly isDecisive: boolean
  }[]
  /** For pre token generation, before trimming; empty when a claim source denies. */
  readonly tokens?: TokenTable
}

export function explain(
  judge: Judge,
  label: string,
  given: RawObject | undefined,
  nowMs: number,
): Explanation {
  const uses = useFacts(judge.facts, given)
  const { decision, said, weighed, isObserved } = judge.trace(toFacts(uses), nowMs)
  const rows = judge.kind === 'claim source' ? rowsBySource(said) : new Map<string, readonly UnclaimedRow[]>()
  return {
    event: label,
    trigger: judge.trigger,
    triggerSource: judge.event.sentAs ?? judge.event.source,
    eventVersion: judge.event.version,
    decision: describeDecision(judge, decision),
    ...(isObserved === true && { isObserved }),
    notes: decision.notes ?? {},
    facts: uses.map((use) => describeFact(use, judge)),
    members: judge.members.map(({ member: { name, sources, fact }, isSpeaking }) => ({
      name,
      kind: judge.kind,
      sources,
      facts: isSpeaking && fact !== undefined ? [fact.name] : [],
      said: describeSaid(said.get(name), rows.get(name) ?? []),
      isDecisive: decision.kind === 'deny' && decision.by === name,
    })),
    ...(weighed === undefined ? {} : { tokens: tabulateTokens(weighed, rows) }),
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

/** What each claim source added or changed: what was not there before it. */
function rowsBySource(trace: Trace): ReadonlyMap<string, readonly UnclaimedRow[]> {
  let before: readonly UnclaimedRow[] = []
  return new Map(
    [...trace].map(([name, said]) => {
      const after = said.kind === 'allow' ? readRows(said.response) : before
      const rows = addedRows(before, after)
      before = after
      return [name, rows]
    }),
  )
}

function describeSaid(said: MemberSaid | undefined, rows: readonly UnclaimedRow[]): Said {
  if (said === undefined) return { kind: 'silent' }
  return said.kind === 'allow' ? { ...said, claims: [...new Set(rows.map(({ name }) => name))] } : said
}

function describeFact(
  { name, dependency, origin, fact }: FactUse,
  judge: Judge,
): Explanation['facts'][number] {
  const isRead = judge.readFacts.has(name)
  const about = { name, dependency, origin, isRead }
  return fact.kind === 'known'
    ? { ...about, state: 'known', value: showFact(fact.value) }
    : { ...about, state: 'missing', code: fact.denial.code }
}

/** Shadow mode: the source only reports what it would do. */
import type { Refusal } from '../core/decision.ts'
import type { Facts, Notes } from '../core/run.ts'
import { causeOf, type Fact } from '../core/step.ts'
import { isObject } from '../core/json.ts'
import { type ClaimFact, type ClaimSource, isEnforced, type ObservedTokens } from './claim-source.ts'
import { claimSource } from './options.ts'

/** The longest wait for the fact of an observed source, in milliseconds, beside the others. */
const observedBudgetMs = 100

/** The source as an observer. Under `observed` it reports, without applying it, what it would have done: its own
 * refusal or the size budget's, claims that would be lost, dropped or trimmed, the use of memory, and its effect. It
 * adds nothing to the token and performs no effect. It reads its fact separately, for at most 100 ms. */
export function observe(source: ClaimSource): ClaimSource {
  check: claimSource.test(source, { member: 'observe', path: 'the claim source' })
  const { name, sources, appClients, groupNames, fact } = source
  const watched = fact === undefined ? undefined : watch(name, fact)
  return {
    name,
    sources,
    ...(appClients === undefined ? {} : { appClients }),
    ...(groupNames === undefined ? {} : { groupNames }),
    ...(watched === undefined ? {} : { fact: watched }),
    claimNames: [],
    contribute: () => ({}),
    observed: (tokens) => `${name}: ${describe(source, watched, tokens)}`,
  }
}

function watch(source: string, fact: ClaimFact): ClaimFact {
  return {
    ...fact,
    name: `observed-${source}`.slice(0, 48),
    budgetMs: Math.min(fact.budgetMs, observedBudgetMs),
    onFailure: { kind: 'use', value: notRead(fact.onFailure) },
    run: (event, call) => fact.run(event, call),
  }
}

/** The value of a fact that was not read: recognised by identity, and of the fact's type. */
function notRead(policy: ClaimFact['onFailure']): object {
  const value = policy.kind === 'use' ? policy.value : undefined
  if (value instanceof Set) return new Set()
  return isObject(value) && !(value instanceof Map) ? {} : new Map()
}

function describe(source: ClaimSource, watched: ClaimFact | undefined, tokens: ObservedTokens): string {
  // A defect of an observed source must not deny.
  try {
    const read = watched === undefined ? undefined : tokens.facts.get(watched.name)
    if (source.fact === undefined || watched === undefined || read === undefined)
      return judge(source, tokens.facts, tokens)
    // Under another name, since an enforced source may have a fact of this name.
    const enforced = { ...source, fact: { ...source.fact, name: watched.name } }
    const { onFailure } = source.fact
    const isFailed =
      read.kind === 'known' && watched.onFailure.kind === 'use' && read.value === watched.onFailure.value
    if (!isFailed) return judge(enforced, tokens.facts, tokens)
    const failed: Fact<unknown> =
      onFailure.kind === 'use'
        ? { kind: 'known', value: onFailure.value }
        : { kind: 'missing', denial: onFailure.denial }
    return `${judge(enforced, new Map([...tokens.facts, [watched.name, failed]]), tokens)}, its fact failed`
  } catch (error) {
    return `defect ${causeOf(error)}`
  }
}

/** The name under which the size budget denies. */
const size = 'size'

function judge(source: ClaimSource, facts: Facts, tokens: ObservedTokens): string {
  const { speaking, decided } = tokens
  const index = speaking.findIndex(({ name }) => name === source.name)
  const before = [...speaking.slice(0, index).filter(isEnforced), source]
  const decision = tokens.decide([...before, ...speaking.slice(index + 1).filter(isEnforced)], facts)
  if (decision.kind === 'deny' && decision.by === source.name) return sayDenial(decision)
  if (decision.kind === 'deny') {
    if (decision.by === size && !(decided.kind === 'deny' && decided.by === size))
      return `${sayDenial(decision)}, ${size}`
    // Another source denies in any case. Whether this one was asked before it shows in a decision that ends with this
    // source.
    const last = tokens.decide(before, facts)
    if (last.kind === 'allow' || last.by === size) return 'pass'
    return last.by === source.name ? sayDenial(last) : 'not asked'
  }
  const effects = decision.effects.flatMap(({ name }) =>
    name === source.name && source.effect !== undefined ? [source.effect.name] : [],
  )
  return ['pass', ...newNotes(decision, decided), ...effects].join(', ')
}

function sayDenial({ denial, cause }: Refusal): string {
  return cause === undefined ? `deny ${denial.code}` : `deny ${denial.code}, ${cause}`
}

/** Notes that only the report with the source has, such as `dropped id:plan`. */
function newNotes({ notes = {} }: Notes, without: Notes): readonly string[] {
  return ['dropped', 'lastKnown', 'truncated', 'overBudget'].flatMap((list) => {
    const before = namesIn(without.notes?.[list])
    const names = namesIn(notes[list]).filter((name) => !before.includes(name))
    return names.length === 0 ? [] : [`${list} ${names.join(' ')}`]
  })
}

function namesIn(note: unknown): readonly unknown[] {
  return Array.isArray(note) ? note : []
}

/** The facts of rules: their plan, and the reads for one event. */
import type { Clock } from '../deadline.ts'
import { type PlannedPhase, planStep } from '../plan.ts'
import type { FactStep } from '../step.ts'
import { isDeniedWithoutFacts } from './decide.ts'
import type { RuleWords } from './hear.ts'
import { type AskedRule, isEnforced, type Pass } from './rule.ts'
import { watchFacts } from './watch-facts.ts'

interface WithFact<Event> {
  readonly mode?: 'enforced' | 'observed'
  readonly fact?: FactStep<Event>
}

/** Facts side by side, then a short wait for the facts of observed rules. */
export function planRuleFacts<Event>(
  rules: readonly WithFact<Event>[],
  observeMs: number,
): readonly PlannedPhase[] {
  const { enforced, observed } = factsByMode(rules)
  const waits = observed.map((fact) => ({
    ...planStep(fact),
    budgetMs: Math.min(fact.budgetMs, Math.max(1, observeMs)),
    onFailure: { kind: 'use', value: 'not observed' } as const,
  }))
  const phases = [enforced.map(planStep), waits]
  return phases.filter(({ length }) => length > 0).map((steps) => ({ stage: 'gather', steps }))
}

/** The facts to read for an event; empty when a rule without a fact denies. `rules` are those that speak for it.
 *
 * `observeMs`: how much longer than the last enforced fact the observed ones may take, in milliseconds. `reservedMs`:
 * what the effects of the rules may need afterwards. */
export function factsOfRules<Event extends { readonly source: string }, Passing extends Pass>(
  rules: readonly AskedRule<Event, Passing>[],
  words: RuleWords<Passing>,
  event: Event,
  { clock, observeMs, reservedMs = 0 }: { clock: Clock; observeMs: number; reservedMs?: number },
): readonly FactStep<Event>[] {
  if (isDeniedWithoutFacts(rules, words, event, clock.epochMs())) return []
  const { enforced, observed } = factsByMode(rules)
  return watchFacts(enforced, observed, { clock, observeMs, reservedMs })
}

/** The facts of the enforced rules, and those that only observed rules need. Facts of one name are one read. */
function factsByMode<Event>(rules: readonly WithFact<Event>[]): {
  readonly enforced: readonly FactStep<Event>[]
  readonly observed: readonly FactStep<Event>[]
} {
  const factsOf = (some: readonly WithFact<Event>[]) =>
    new Map(some.flatMap(({ fact }) => (fact === undefined ? [] : [[fact.name, fact]])))
  const enforced = factsOf(rules.filter(isEnforced))
  const all = factsOf(rules)
  return {
    enforced: [...enforced.values()],
    observed: [...all.values()].filter(({ name }) => !enforced.has(name)),
  }
}

/** Decides by rules. Rules without a fact are asked first, and the first denial wins. Observed rules only report. */
import type { Refusal } from '../decision.ts'
import { temporarilyUnavailable } from '../denial-catalogue.ts'
import { describeHeard, hear, type Heard, hearObserved, type RuleQuestion, type RuleWords } from './hear.ts'
import { type AskedRule, isEnforced, type Pass, type RuleVerdict } from './rule.ts'

export interface Ruling<R, Passing extends Pass> {
  /** Undefined when every enforced rule lets the person pass. */
  readonly refusal: Refusal | undefined
  /** What the enforced rules said that let the person pass, in the order in which they were asked. */
  readonly passes: ReadonlyMap<R, Passing>
  /** One line for each observed rule: `name: pass`. */
  readonly observed: readonly string[]
}

/** Called with what each rule said. With it all rules are asked, also those after a denial. */
export type RuleTrace<R, Passing extends Pass> = (rule: R, heard: Heard<Passing>) => void

/** `rules` are those that speak for the event. */
export function decideByRules<
  Event extends { readonly source: string },
  Passing extends Pass,
  R extends AskedRule<Event, Passing>,
>(
  rules: readonly (R & AskedRule<Event, Passing>)[],
  words: RuleWords<Passing>,
  question: RuleQuestion<Event>,
  trace?: RuleTrace<R, Passing>,
): Ruling<R, Passing> {
  const observed = rules
    .filter((rule) => !isEnforced(rule))
    .map((rule) => {
      const heard = hearObserved(rule, words, question)
      trace?.(rule, heard)
      return `${rule.name}: ${describeHeard(heard, words)}`
    })
  const passes = new Map<R, Passing>()
  let refusal: Refusal | undefined
  for (const rule of inAskedOrder(rules.filter(isEnforced))) {
    if (refusal !== undefined && trace === undefined) break
    const heard = (refusal === undefined ? hear : hearObserved)(rule, words, question)
    trace?.(rule, heard)
    const verdict = verdictOf(heard)
    if (verdict.kind === 'deny') refusal ??= { ...verdict, by: rule.name }
    else passes.set(rule, verdict)
  }
  return { refusal, passes, observed }
}

/** Whether a rule without a fact denies: then no fact needs to be read. */
export function isDeniedWithoutFacts<Event extends { readonly source: string }, Passing extends Pass>(
  rules: readonly AskedRule<Event, Passing>[],
  words: RuleWords<Passing>,
  event: Event,
  nowMs: number,
): boolean {
  return rules.some(
    (rule) =>
      isEnforced(rule) &&
      rule.fact === undefined &&
      verdictOf(hear(rule, words, { event, facts: new Map(), nowMs })).kind === 'deny',
  )
}

/** A fact that was not read counts as missing. */
function verdictOf<Passing extends Pass>(heard: Heard<Passing>): RuleVerdict<Passing> {
  return heard.kind === 'verdict' ? heard.verdict : { kind: 'deny', denial: temporarilyUnavailable }
}

function inAskedOrder<R extends { readonly fact?: unknown }>(rules: readonly R[]): readonly R[] {
  const needsNoFact = (rule: R): boolean => rule.fact === undefined
  return [...rules.filter(needsNoFact), ...rules.filter((rule) => !needsNoFact(rule))]
}

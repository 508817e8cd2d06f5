/** What the rules of a trigger said, for tools that explain a decision. */
import type { AnyDecision, MemberSaid, Traced } from '../trace.ts'
import type { RuleTrace } from './decide.ts'
import { describeHeard, type Heard, type RuleWords } from './hear.ts'
import { isEnforced, type Pass } from './rule.ts'

interface NamedRule {
  readonly name: string
  readonly mode?: 'enforced' | 'observed'
}

/** `decide` decides with a trace. `finish` is what the trigger makes of a single pass. */
export function traceRules<Passing extends Pass>(
  words: RuleWords<Passing>,
  decide: (trace: RuleTrace<NamedRule, Passing>) => AnyDecision,
  finish: (pass: Passing) => AnyDecision,
): Traced {
  const said = new Map<string, MemberSaid>()
  const decision = decide((rule, heard) => said.set(rule.name, sayRule(rule, heard, words, finish)))
  return { decision, said }
}

function sayRule<Passing extends Pass>(
  rule: NamedRule,
  heard: Heard<Passing>,
  words: RuleWords<Passing>,
  finish: (pass: Passing) => AnyDecision,
): MemberSaid {
  if (!isEnforced(rule)) {
    const observed = [`${rule.name}: ${describeHeard(heard, words)}`]
    return { kind: 'allow', response: {}, effects: [], notes: { observed } }
  }
  switch (heard.kind) {
    case 'defect':
      return heard
    case 'not-asked':
      return { kind: 'not asked' }
    case 'verdict': {
      const decision = heard.verdict.kind === 'deny' ? heard.verdict : finish(heard.verdict)
      if (decision.kind === 'deny') return { kind: 'deny', code: decision.denial.code }
      const { response, effects, notes = {} } = decision
      return { kind: 'allow', response, effects: effects.map(({ name }) => name), notes }
    }
  }
}

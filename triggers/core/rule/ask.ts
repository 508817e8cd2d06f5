/** Asks a rule and checks its verdict: a misspelled denial must not let a person in. */
import { gaveNo, hasOnly, type Parts } from '../answer.ts'
import { isObject } from '../json.ts'
import type { AskedRule, Pass, RuleInput, RuleVerdict } from './rule.ts'

/** What may stand beside a pass, with a check for each. */
export type PassParts<Passing extends Pass> = Parts<Omit<Passing, 'kind'>>

/** @throws TypeError when the rule gives no verdict, which is a defect and denies */
export function askRule<Event extends { readonly source: string }, Passing extends Pass>(
  rule: AskedRule<Event, Passing>,
  parts: PassParts<Passing>,
  input: RuleInput<Event, unknown>,
): RuleVerdict<Passing> {
  const verdict = rule.decide(input)
  if (isVerdict(verdict, parts)) return verdict
  throw gaveNo('verdict', rule.name)
}

/** A denial denies, whatever else the verdict says. */
function isVerdict(verdict: unknown, parts: Parameters<typeof hasOnly>[1]): boolean {
  if (!isObject(verdict)) return false
  const { kind, ...rest } = verdict
  return kind === 'deny' ? isObject(rest['denial']) : kind === 'pass' && hasOnly(rest, parts)
}

/** Asks a rule and checks its verdict: a misspelled denial must not let a person in. */
import { isObject } from '../json.ts'
import type { AskedRule, Pass, RuleInput, RuleVerdict } from './rule.ts'

/** What may stand beside a pass, with a check for each. */
export type PassParts<Passing extends Pass> = Readonly<
  Record<Exclude<keyof Passing, 'kind'>, (given: unknown) => boolean>
>

/** @throws TypeError when the rule gives no verdict, which is a defect and denies */
export function askRule<Event extends { readonly source: string }, Passing extends Pass>(
  rule: AskedRule<Event, Passing>,
  parts: PassParts<Passing>,
  input: RuleInput<Event, unknown>,
): RuleVerdict<Passing> {
  const verdict = rule.decide(input)
  if (isVerdict(verdict, parts)) return verdict
  throw Object.assign(new TypeError(`${rule.name} gave no verdict`), { code: 'no_verdict' })
}

/** A denial denies, whatever else the verdict says. A pass must not hold an unknown field. */
function isVerdict(verdict: unknown, parts: Readonly<Record<string, (given: unknown) => boolean>>): boolean {
  if (!isObject(verdict)) return false
  const { kind, ...rest } = verdict
  if (kind === 'deny') return isObject(verdict['denial'])
  return (
    kind === 'pass' &&
    Object.entries(rest).every(([name, part]) => {
      const isPart = Object.hasOwn(parts, name) ? parts[name] : undefined
      return isPart !== undefined && (part === undefined || isPart(part))
    })
  )
}

/** Asks a rule, and takes nothing for a verdict that is none: a misspelled denial must not let anybody in. */
import { isObject } from '../core/json.ts'
import type { PreSignUpRule, Verdict } from './rule.ts'

/** @throws TypeError when the rule gives no verdict, which is a defect and denies */
export function askRule(rule: PreSignUpRule, input: Parameters<PreSignUpRule['decide']>[0]): Verdict {
  const verdict: Verdict = rule.decide(input)
  if (isVerdict(verdict)) return verdict
  throw Object.assign(new TypeError(`${rule.name} gave no verdict`), { code: 'no_verdict' })
}

/** A denial denies whatever else it says; what passes says nothing that is unknown. */
function isVerdict(verdict: unknown): boolean {
  if (!isObject(verdict)) return false
  const { kind, response, effect, ...rest } = verdict
  if (kind === 'deny') return isObject(verdict['denial'])
  return (
    kind === 'pass' &&
    Object.keys(rest).length === 0 &&
    (response === undefined || isResponse(response)) &&
    (effect === undefined || isEffect(effect))
  )
}

function isEffect(effect: unknown): boolean {
  return (
    isObject(effect) &&
    typeof effect['name'] === 'string' &&
    typeof effect['idempotencyKey'] === 'string' &&
    isObject(effect['facts'])
  )
}

function isResponse(response: unknown): boolean {
  return isObject(response) && Object.values(response).every((flag) => flag === undefined || flag === !!flag)
}

/** Asks a rule, and takes nothing for a verdict that is none: a misspelled denial must not let anybody in. */
import { isObject } from '../events/envelope.ts'
import type { PreSignUpRule, Verdict } from './rule.ts'

const parts: Readonly<Record<Verdict['kind'], readonly string[]>> = {
  pass: ['kind', 'response', 'effect'],
  deny: ['kind', 'denial', 'cause'],
}

const isFlag = (value: unknown): boolean => value === undefined || typeof value === 'boolean'

/** @throws TypeError when the rule gives no verdict, which is a defect and denies */
export function askRule(rule: PreSignUpRule, input: Parameters<PreSignUpRule['decide']>[0]): Verdict {
  const verdict: Verdict = rule.decide(input)
  if (!isVerdict(verdict))
    throw Object.assign(new TypeError(`the rule ${rule.name} gave no verdict`), { code: 'no_verdict' })
  return verdict
}

function isVerdict(verdict: unknown): boolean {
  if (!isObject(verdict)) return false
  const { kind, response, denial } = verdict
  if (kind !== 'pass' && kind !== 'deny') return false
  if (!Object.keys(verdict).every((name) => parts[kind].includes(name))) return false
  if (kind === 'deny') return isObject(denial) && typeof denial['code'] === 'string'
  return response === undefined || (isObject(response) && Object.values(response).every(isFlag))
}

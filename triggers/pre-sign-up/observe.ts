/** Shadow mode: the rule says what it would do, in the report alone. */
import { preSignUpRule } from './options.ts'
import type { PreSignUpRule } from './rule.ts'

/** The rule as an observer: its verdict is reported under `observed` and not applied, its effect is never performed,
 * and its fact is only waited for as far as `observeMs` of the configuration and the time left allow. */
export function observe(rule: PreSignUpRule): PreSignUpRule {
  check: preSignUpRule.test(rule, { member: 'observe', path: 'the rule' })
  return { ...rule, mode: 'observed' }
}

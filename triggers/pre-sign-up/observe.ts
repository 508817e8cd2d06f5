/** Shadow mode: the rule only reports what it would do. */
import { preSignUpRule } from './options.ts'
import type { PreSignUpRule } from './rule.ts'

/** The rule as an observer. Its verdict is reported under `observed` and not applied. Its effect is never performed.
 * Its fact is waited for only as long as `observeMs` of the configuration and the remaining time allow. */
export function observe(rule: PreSignUpRule): PreSignUpRule {
  check: preSignUpRule.test(rule, { member: 'observe', path: 'the rule' })
  return { ...rule, mode: 'observed' }
}

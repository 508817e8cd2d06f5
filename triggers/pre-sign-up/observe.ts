/** Shadow mode: the rule says what it would do, in the report alone. */
import type { PreSignUpRule } from './rule.ts'

/** The rule as an observer: its verdict is reported under `observed` and not applied, its effect is never performed,
 * and its fact is only waited for as far as `observeMs` of the configuration and the time left allow. */
export function observe<T>(rule: PreSignUpRule<T>): PreSignUpRule<T> {
  return { ...rule, mode: 'observed' }
}

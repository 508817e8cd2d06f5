/** Checks the rules of a choice. */
import {
  type Checks,
  optional,
  required,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { type Place, refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { flag, number } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { anyText, name, path } from './check-fields.ts'
import type { Rule } from './definition.ts'

/** Rules nest, so that the check looks itself up. */
const rule: ReturnType<typeof required> = required('a rule', (value, at) => {
  shape<Rule>(ruleChecks).test(value, at)
  testRule(Object(value), at)
})
const numeric = optional(number(-Number.MAX_VALUE, Number.MAX_VALUE))
const ruleChecks: Checks<Rule> = {
  Comment: anyText,
  Variable: optional(path),
  And: optional(list(rule)),
  Or: optional(list(rule)),
  Not: optional(rule),
  StringEquals: anyText,
  NumericEquals: numeric,
  NumericLessThan: numeric,
  NumericLessThanEquals: numeric,
  NumericGreaterThan: numeric,
  NumericGreaterThanEquals: numeric,
  BooleanEquals: optional(flag),
  IsPresent: optional(flag),
  IsNull: optional(flag),
}
export const choice = required('a rule with its Next', (value, at) => {
  shape<Rule & { readonly Next: string }>({ ...ruleChecks, Next: name }).test(value, at)
  testRule(Object(value), at)
})

function testRule(given: object, at: Place): void {
  const tests = Object.keys(given).filter((field) => !['Comment', 'Next', 'Variable'].includes(field))
  if (tests.length !== 1) refuseBecause(at, 'must hold one comparison')
  const isCombined = ['And', 'Or', 'Not'].includes(tests[0] ?? '')
  if (isCombined === Object.hasOwn(given, 'Variable'))
    refuseBecause(at, isCombined ? 'combines rules, and takes no Variable' : 'has no Variable')
}

/** What a rule, and what it is given, must be. */
import { actions } from '../core/options/actions.ts'
import { type Check, openShape, optional, type RequiredCheck } from '../core/options/check.ts'
import { port } from '../core/options/port.ts'
import { preSignUpSourceList } from '../core/options/sources.ts'
import { factStep } from '../core/options/step.ts'
import { callable, flag, oneOf, text } from '../core/options/values.ts'
import type { PreSignUpRule, RuleEffect } from './rule.ts'

export const humanVerifier = port('a verifier, such as siteverify({ … })', 'human-check', ['verify'], {
  tokenField: text('the name of a field'),
  actions,
})

const ruleEffect: Check = openShape<RuleEffect>(
  { step: factStep, refusal: callable('a function from an outcome to a denial') },
  'an effect',
)

export const preSignUpRule: RequiredCheck = openShape<PreSignUpRule>(
  {
    name: text('a name in kebab-case', (name) => /^[a-z][a-z0-9-]*$/.test(name)),
    sources: preSignUpSourceList,
    mode: optional(oneOf(['enforced', 'observed'])),
    fact: optional(factStep),
    effect: optional(ruleEffect),
    verifiesUnproven: optional(flag),
    reliesOnVerified: optional(flag),
    decide: callable('a function that decides'),
  },
  'a rule',
)

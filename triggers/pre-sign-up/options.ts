/** What a rule, and what it is given, must be. */
import { actions } from '../core/options/actions.ts'
import { type Check, isPlain, optional, type RequiredCheck, shape } from '../core/options/check.ts'
import { port } from '../core/options/port.ts'
import { preSignUpSourceList } from '../events/source-lists.ts'
import { ruleChecks } from '../core/rule/options.ts'
import { factStep } from '../core/options/step.ts'
import { callable, flag, oneOf, text } from '../core/options/values.ts'
import { effectOutcomes } from './perform.ts'
import type { PreSignUpRule, RuleEffect } from './rule.ts'

export const humanVerifier = port('a verifier, such as siteverify({ … })', 'human-check', ['verify'], {
  tokenField: text('the name of a field'),
  actions,
})

/** The write of a rule. What happens on its failure is an outcome. */
const writeStep: RequiredCheck = {
  ...factStep,
  test(value, at) {
    factStep.test(value, at)
    const policy: unknown = isPlain(value) ? value['onFailure'] : undefined
    if (isPlain(policy) && policy['kind'] === 'use')
      oneOf([...effectOutcomes]).test(policy['value'], { ...at, path: `${at.path}.onFailure.value` })
  },
}

const ruleEffect: Check = shape<RuleEffect>(
  { step: writeStep, refusal: callable('a function from an outcome to a denial') },
  'an effect',
)

export const preSignUpRule: RequiredCheck = shape<PreSignUpRule>(
  {
    ...ruleChecks(preSignUpSourceList),
    effect: optional(ruleEffect),
    verifiesUnproven: optional(flag),
    reliesOnVerified: optional(flag),
  },
  'a rule',
)

import { list } from '../core/options/collections.ts'
import { anything } from '../core/options/values.ts'
import { defineTrigger, wordingParts } from '../definition.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'
import { preSignUpRule } from './options.ts'
import { planPreSignUp } from './plan.ts'
import type { PreSignUpConfig, PreSignUpRule } from './rule.ts'
import { preSignUpTrigger } from './trigger.ts'

export const preSignUp = defineTrigger<PreSignUpConfig, PreSignUpEvent, PreSignUpRule>({
  configure: (suite) => suite.preSignUp?.(),
  parts: {
    rules: list(preSignUpRule, 0),
    observeMs: anything,
    unknownSource: anything,
    ...wordingParts,
  },
  kind: 'rule',
  create: (config) => preSignUpTrigger(config),
  plan: planPreSignUp,
  members: ({ rules }) => rules,
  only: (config, rules) => ({ ...config, rules }),
  groups: () => [],
})

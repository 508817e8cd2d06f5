import { list } from '../core/options/collections.ts'
import { traceRules } from '../core/rule/trace.ts'
import { anything } from '../core/options/values.ts'
import { defineTrigger, commonParts } from '../definition.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'
import { decide, finish, ruleWords } from './decide.ts'
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
    ...commonParts,
  },
  kind: 'rule',
  create: (config) => preSignUpTrigger(config),
  plan: planPreSignUp,
  members: ({ rules }) => rules,
  trace: (config, event, facts, nowMs) =>
    traceRules(
      ruleWords,
      (trace) => decide(config, event, facts, nowMs, trace),
      ({ response = {}, effect }) =>
        finish(event, { kind: 'allow', response, effects: effect === undefined ? [] : [effect] }),
    ),
  groups: () => [],
})

import { list } from '../core/options/collections.ts'
import { traceRules } from '../core/rule/trace.ts'
import { anything } from '../core/options/values.ts'
import { defineTrigger, commonParts } from '../definition.ts'
import type { PreAuthenticationEvent } from '../events/pre-authentication.ts'
import {
  type PreAuthenticationConfig,
  type PreAuthenticationRule,
  planPreAuthentication,
  ruleCheck,
} from './rule.ts'
import { approval, decide, isSpeaking, preAuthenticationTrigger, ruleWords } from './trigger.ts'

export const preAuthentication = defineTrigger<
  PreAuthenticationConfig,
  PreAuthenticationEvent,
  PreAuthenticationRule
>({
  configure: (suite) => suite.preAuthentication?.(),
  parts: {
    rules: list(ruleCheck(), 0),
    observeMs: anything,
    unknownSource: anything,
    ...commonParts,
  },
  kind: 'rule',
  create: (config) => preAuthenticationTrigger(config),
  plan: planPreAuthentication,
  members: ({ rules }) => rules,
  trace: (config, event, facts, nowMs) =>
    traceRules(
      ruleWords,
      (trace) => decide(config, { event, facts, nowMs }, trace),
      () => approval,
    ),
  isSpeaking,
  groups: () => [],
})

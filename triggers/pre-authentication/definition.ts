import { list } from '../core/options/collections.ts'
import { anything } from '../core/options/values.ts'
import { defineTrigger, wordingParts } from '../definition.ts'
import type { PreAuthenticationEvent } from '../events/pre-authentication.ts'
import {
  type PreAuthenticationConfig,
  type PreAuthenticationRule,
  planPreAuthentication,
  ruleCheck,
} from './rule.ts'
import { isSpeaking, preAuthenticationTrigger } from './trigger.ts'

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
    ...wordingParts,
  },
  kind: 'rule',
  create: (config) => preAuthenticationTrigger(config),
  plan: planPreAuthentication,
  members: ({ rules }) => rules,
  only: (config, rules) => ({ ...config, rules }),
  isSpeaking,
  groups: () => [],
})

/** What each setting of the pool must be. A misspelled one is refused, not ignored. */
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import {
  type Check,
  type Checks,
  isPlain,
  optional,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { flag, oneOf } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { customAttributes } from './custom-attributes.ts'
import { customDomain } from './custom-domain.ts'
import { operationChecks } from './operation-checks.ts'
import { functionMemory } from './function-memory.ts'
import { identityProviders } from './identity-providers.ts'
import type { PoolSettings } from './pool-props.ts'
import { passwordPolicy } from './password-policy.ts'
import { redirectUrls } from './redirect-urls.ts'
import { rollbackBound, rolloutPlan, rolloutStep } from './rollout-settings.ts'
import { ses } from './ses-mail.ts'
import { mfa, signInBy } from './sign-in.ts'
import { regionalArn } from './text-checks.ts'
import { tokenLifetimes } from './token-lifetimes.ts'
import { standardAttributes } from './writable-attributes.ts'

const topicArn = regionalArn('the ARN of an SNS topic', 'sns', /^[\w-]{1,256}$/)

const webAclArn = regionalArn(
  'the ARN of a regional web ACL',
  'wafv2',
  /^regional\/webacl\/[\w-]{1,128}\/[\w-]+$/,
)

type Given = Readonly<Record<string, unknown>>

/** The context `pool` in cdk.json. The settings given say which attributes there are. */
export function poolChecks(given: Given): Checks<PoolSettings> {
  const own = isPlain(given['customAttributes']) ? given['customAttributes'] : {}
  return {
    preTokenGenerationVersion: optional(oneOf(['V1_0', 'V2_0', 'V3_0'])),
    customAttributes: optional(customAttributes),
    writableAttributes: optional(writableAttributes([...standardAttributes, ...Object.keys(own)])),
    signInBy: optional(signInBy(given)),
    mfa: optional(mfa(given)),
    selfSignUp: optional(flag),
    passwordPolicy: optional(passwordPolicy),
    tokenLifetimes: optional(tokenLifetimes),
    callbackUrls: optional(redirectUrls),
    logoutUrls: optional(redirectUrls),
    identityProviders: optional(identityProviders(own)),
    ses: optional(ses),
    customDomain: optional(customDomain),
    memoryMb: optional(functionMemory),
    alarmTopicArn: optional(topicArn),
    ...operationChecks(),
    featurePlan: optional(oneOf(Object.values(FeaturePlan))),
    threatProtection: optional(oneOf(['audit', 'enforced'])),
    webAclArn: optional(webAclArn),
    rollout: optional(rolloutPlan),
    rolloutStep: optional(rolloutStep(given)),
    rollbackAt: optional(rollbackBound(given)),
  }
}

/** Without the address sign-up through the app clients would be impossible. */
function writableAttributes(known: readonly string[]): Check {
  const names = list(oneOf(known))
  return {
    ...names,
    test(value, at) {
      names.test(value, at)
      if (Array.isArray(value) && !value.includes('email'))
        refuseBecause(at, "must hold 'email': people sign up with it")
    },
  }
}

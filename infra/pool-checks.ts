/** What each setting of the pool must be. A misspelled one is refused, not ignored. */
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import { Token } from 'aws-cdk-lib/core'

import {
  type Check,
  type Checks,
  isPlain,
  optional,
  checkOptions,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import { flag, oneOf } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { nearestName } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { customAttributes } from './custom-attributes.ts'
import { customDomain } from './custom-domain.ts'
import { operationChecks } from './operation-checks.ts'
import { functionMemory } from './function-memory.ts'
import { identityProviders } from './identity-providers.ts'
import type { PoolSettings } from './pool-props.ts'
import { passwordPolicy } from './password-policy.ts'
import { rollbackBound, rolloutPlan, rolloutStep } from './rollout-settings.ts'
import { ses } from './ses-mail.ts'
import { mfa, signInBy } from './sign-in.ts'
import { regionalArn, readWebAddress, textOrToken } from './text-checks.ts'
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

/** Cognito's maximum. */
const mostRedirectUrls = 100

const redirectUrl = list(
  textOrToken(
    'an https address, or http on localhost, or the scheme of an app, without # and *',
    isRedirectUrl,
  ),
)

export const redirectUrls: Check = {
  ...redirectUrl,
  test(value, at) {
    if (Token.isUnresolved(value)) return
    redirectUrl.test(value, at)
    if (Array.isArray(value) && value.length > mostRedirectUrls)
      refuseBecause(at, `must hold ${mostRedirectUrls} addresses at most, not ${value.length}`)
  },
}

/** Schemes that cannot belong to an app. */
const noApps =
  /^(javascript|vbscript|data|file|blob|filesystem|about|view-source|mailto|tel|sms|urn|ftps?|sftp|ssh|wss?):/

/** Absolute, of the characters that Cognito allows. Cognito compares whole addresses and knows no wildcard.
 * `localhost:3000` would be an app's scheme.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
function isRedirectUrl(address: string): boolean {
  const url = readWebAddress(address)
  if (url === undefined) return false
  if (url.protocol === 'https:') return true
  if (url.protocol === 'http:') return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const [scheme = ''] = /^[a-z][a-z0-9+.-]*(?=:\/)/.exec(address) ?? []
  return scheme !== '' && !noApps.test(url.protocol) && nearestName(scheme, ['http', 'https']) === undefined
}

/**
 * Reads the team's settings of the pool from cdk.json, context `pool`. A setting that is left out keeps the construct's
 * default. The command line passes them as JSON text.
 *
 * @throws TypeError that names the setting and its allowed values
 */
export function readPoolSettings(context: unknown): PoolSettings {
  if (context === undefined) return {}
  const settings = typeof context === 'string' ? readJson(context) : context
  if (settings === undefined)
    throw new TypeError(`Context pool is no JSON: pass an object, such as -c pool='{"selfSignUp":false}'.`)
  requirePoolSettings(settings)
  return settings
}

function requirePoolSettings(context: unknown): asserts context is PoolSettings {
  checkOptions<PoolSettings>('context pool of cdk.json', context, poolChecks)
}

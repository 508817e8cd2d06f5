/** Checks of the construct's props and of the settings in cdk.json. A misspelled one is refused, not ignored. */
import { Token } from 'aws-cdk-lib/core'
import { FeaturePlan, type UserPoolSESOptions } from 'aws-cdk-lib/aws-cognito'

import { readEmailDomain } from '@cognito-trigger-suite/triggers/internal/domain/email-domain'
import { attributeName } from '@cognito-trigger-suite/triggers/internal/core/options/attribute-name'
import {
  type Check,
  checkOptions,
  type Checks,
  isPlain,
  optional,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { groupName } from '@cognito-trigger-suite/triggers/internal/core/options/group-name'
import { moment } from '@cognito-trigger-suite/triggers/internal/core/options/moment'
import { nearestName } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'
import { port } from '@cognito-trigger-suite/triggers/internal/core/options/port'
import { refuseBecause } from '@cognito-trigger-suite/triggers/internal/core/options/refuse'
import {
  anything,
  flag,
  isOneLine,
  oneOf,
  text,
  whole,
} from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { suiteFunctions } from '@cognito-trigger-suite/triggers/internal/registry'
import type { OidcProvider } from './identity-providers.ts'
import type { PoolSettings } from './suite-props.ts'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { CognitoTriggerSuiteProps } from './suite-props.ts'
import { allWritableAttributes } from './writable-attributes.ts'

const writableAttribute = oneOf(allWritableAttributes)

/** Without the address sign-up through the app clients would be impossible. */
const writableAttributes: Check = {
  ...list(writableAttribute),
  test(value, at) {
    list(writableAttribute).test(value, at)
    if (Array.isArray(value) && !value.includes('email'))
      refuseBecause(at, "must hold 'email': people sign up with it")
  },
}

/** Cognito's maximum. */
const mostRedirectUrls = 100

const redirectUrl = list(
  text('an https address, or http on localhost, or the scheme of an app, without a fragment', isRedirectUrl),
)
const redirectUrls: Check = {
  ...redirectUrl,
  test(value, at) {
    redirectUrl.test(value, at)
    if (Array.isArray(value) && value.length > mostRedirectUrls)
      refuseBecause(at, `must hold ${mostRedirectUrls} addresses at most, not ${value.length}`)
  },
}

const emailAddress = text('an email address', (address) => readEmailDomain(address) !== undefined)

/** The context `pool` in cdk.json. */
export const poolSettings: Checks<PoolSettings> = {
  callbackUrls: optional(redirectUrls),
  logoutUrls: optional(redirectUrls),
  writableAttributes: optional(writableAttributes),
  preTokenGenerationVersion: optional(oneOf(['V1_0', 'V2_0', 'V3_0'])),
  identityProviders: optional(
    list(
      shape<OidcProvider>({
        name: text('a name'),
        issuer: text('an address'),
        clientId: text('an id'),
        clientSecretName: text(),
        attributes: optional(record(text('a claim'), poolAttribute())),
        scopes: optional(list(text('a scope'))),
      }),
      0,
    ),
  ),
  ses: optional(
    shape<UserPoolSESOptions>({
      fromEmail: emailAddress,
      fromName: optional(text('a name in one line', isOneLine)),
      replyTo: optional(emailAddress),
      configurationSetName: optional(
        text('the name of a configuration set', (name) => /^[\w-]{1,64}$/.test(name)),
      ),
      sesRegion: optional(
        text('a Region such as eu-west-1', (region) => /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region)),
      ),
      sesVerifiedDomain: optional(text('a domain', (domain) => readEmailDomain(`x@${domain}`) !== undefined)),
    }),
  ),
}

const calls: Readonly<Record<string, Check>> = Object.fromEntries(
  suiteFunctions.map(({ name, isOptional }) => [
    name,
    isOptional ? optional(list(anything, 0)) : list(anything, 0),
  ]),
)

const suitePlans = shape<SuitePlans>(
  {
    calls: shape(calls),
    workerCopies: whole(1, 1_000),
    tokens: anything,
    refusals: list(anything, 0),
    proofs: list(anything, 0),
    mailSenders: list(anything, 0),
    mailMessages: list(anything, 0),
    groups: list(groupName, 0),
    effectsSinceMs: optional(whole(0, Number.MAX_SAFE_INTEGER)),
  },
  'plans, such as readSuitePlans(suite):',
)

/**
 * Checks the props of the construct. An undefined prop counts as left out, as in CDK.
 *
 * @throws TypeError with the prop, its value and what is allowed
 */
export function checkSuiteProps(props: CognitoTriggerSuiteProps): void {
  checkOptions<CognitoTriggerSuiteProps>('CognitoTriggerSuite', withoutUndefined(props), {
    ...poolSettings,
    suite: optional(text('the path of a suite')),
    bundleDirectory: optional(text('a folder')),
    retainData: optional(flag),
    featurePlan: optional(oneOf(Object.values(FeaturePlan))),
    domainPrefix: optional(text('the first label of a domain')),
    logRetention: optional(whole(1, 9_999)),
    plans: optional(suitePlans),
    effectsSince: optional(moment),
    reconcileEvery: optional(port('a duration, such as Duration.hours(1)', undefined, ['toSeconds'])),
    reserveWorkerConcurrency: optional(flag),
    rollout: optional(oneOf(['canary', 'all-at-once'])),
    alarmActions: optional(list(port('an action of an alarm', undefined, ['bind']), 0)),
  })
}

function withoutUndefined(props: unknown): unknown {
  if (!isPlain(props)) return props
  const given: object = Object.defineProperties({}, Object.getOwnPropertyDescriptors(props))
  for (const name of Object.keys(props)) {
    if (
      Object.getOwnPropertyDescriptor(given, name)?.get === undefined &&
      Reflect.get(given, name) === undefined
    )
      Reflect.deleteProperty(given, name)
  }
  return given
}

/** `username` may be mapped too. */
function poolAttribute(): Check {
  return {
    ...attributeName,
    test: (value, at) => {
      if (value !== 'username') attributeName.test(value, at)
    },
  }
}

/** Schemes that cannot belong to an app. */
const noApps =
  /^(javascript|vbscript|data|file|blob|filesystem|about|view-source|mailto|tel|sms|urn|ftps?|sftp|ssh|wss?):/

/** Absolute, of the characters that Cognito allows, without a fragment. `localhost:3000` would be an app's scheme.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
function isRedirectUrl(address: string): boolean {
  if (Token.isUnresolved(address)) return true
  const isWritten = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,1024}$/u.test(address) && !/[#\\]/.test(address)
  const url = URL.parse(address)
  if (!isWritten || url === null || url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return address.startsWith('https://') && !url.hostname.includes('*')
  if (url.protocol === 'http:')
    return address.startsWith('http://') && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const [scheme = ''] = /^[a-z][a-z0-9+.-]*(?=:\/)/.exec(address) ?? []
  return scheme !== '' && !noApps.test(url.protocol) && nearestName(scheme, ['http', 'https']) === undefined
}

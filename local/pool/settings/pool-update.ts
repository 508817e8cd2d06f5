/** What becomes of the pool's properties when UpdateUserPool replaces its settings. */
import { isObject, own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { readSection, readTexts, type TemplateProperties } from '../codes/template.ts'
import { invalidParameter, PoolError } from '../errors.ts'

/** What becomes of a setting that an update leaves out: AWS says that it gets its default value, and people have seen
 * single ones kept. Default `reset`.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html */
export type OmittedSettings = 'reset' | 'kept'

/** Properties of the template that DescribeUserPool shows in another form, or not at all. */
export const hiddenProperties: ReadonlySet<string> = new Set([
  'UserPoolName',
  'Schema',
  'EnabledMfas',
  'EmailAuthenticationMessage',
  'EmailAuthenticationSubject',
  'WebAuthnRelyingPartyID',
  'WebAuthnUserVerification',
  'WebAuthnFactorConfiguration',
])

/** What an update keeps when it leaves it out, as documents say or since it cannot name it. */
const keptProperties: ReadonlySet<string> = new Set([
  ...hiddenProperties,
  'UsernameAttributes',
  'AliasAttributes',
  'UsernameConfiguration',
  'UserPoolTier',
  'DcrConfiguration',
])

/** @throws PoolError when Cognito would refuse the update */
export function updateProperties(
  before: TemplateProperties,
  { PoolName: name, ...sent }: RawObject,
  omitted: OmittedSettings,
): TemplateProperties {
  const given = Object.entries(sent).filter(([key, value]) => key !== 'UserPoolId' && value !== null)
  const kept = Object.entries(before).filter(([key]) => omitted === 'kept' || keptProperties.has(key))
  const update = Object.fromEntries(given)
  refuse(before, update)
  const tags = Object.entries(readSection(before, 'UserPoolTags')).filter(([tag]) => tag.startsWith('aws:'))
  // DescribeUserPool tells what this is by default, also where no update may set it.
  const hasDefaults = before['UserPoolTier'] === 'LITE' && before['AcrConfiguration'] !== undefined
  return {
    ...Object.fromEntries(kept),
    ...(hasDefaults ? { AcrConfiguration: before['AcrConfiguration'] } : {}),
    ...update,
    ...(tags.length === 0
      ? {}
      : { UserPoolTags: { ...readSection(update, 'UserPoolTags'), ...Object.fromEntries(tags) } }),
    ...(omitted === 'kept' && isObject(update['Policies'])
      ? { Policies: { ...readSection(before, 'Policies'), ...update['Policies'] } }
      : {}),
    ...(typeof name === 'string' ? { UserPoolName: name } : {}),
  }
}

/** @see docs/local-fidelity.md for which of these texts are AWS's */
function refuse(before: TemplateProperties, update: TemplateProperties): void {
  const tags = Object.keys(readSection(update, 'UserPoolTags'))
  if (tags.some((tag) => tag.startsWith('aws:')))
    throw new PoolError('UserPoolTaggingException', 'aws: prefixed tag key names are not allowed')
  const message = readSection(update, 'VerificationMessageTemplate')
  if (own(message, 'EmailMessage') !== undefined && own(message, 'EmailMessageByLink') !== undefined)
    throw invalidParameter('EmailMessage and EmailMessageByLink cannot both be set.')
  const days = own(readSection(update, 'AdminCreateUserConfig'), 'UnusedAccountValidityDays')
  const policy = readSection(readSection(update, 'Policies'), 'PasswordPolicy')
  if (days !== undefined && own(policy, 'TemporaryPasswordValidityDays') !== undefined) {
    throw invalidParameter(
      'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    )
  }
  if (update['MfaConfiguration'] === 'ON' && before['MfaConfiguration'] !== 'ON')
    throw invalidParameter('Cannot turn MFA functionality ON, once the user pool has been created')
  const verified = readTexts(update, 'AutoVerifiedAttributes') ?? []
  const updated = readTexts(
    readSection(update, 'UserAttributeUpdateSettings'),
    'AttributesRequireVerificationBeforeUpdate',
  )
  if (updated?.some((name) => !verified.includes(name)) === true) {
    throw invalidParameter(
      'AttributesRequireVerificationBeforeUpdate must be a subset of AutoVerifiedAttributes.',
    )
  }
  if (
    (update['UserPoolTier'] ?? before['UserPoolTier']) === 'LITE' &&
    update['AcrConfiguration'] !== undefined
  ) {
    throw new PoolError(
      'FeatureUnavailableInTierException',
      'AcrConfiguration is not available in the LITE tier.',
    )
  }
}

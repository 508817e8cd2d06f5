/** What the pool does, read from the template's `AWS::Cognito::UserPool` properties. */
import type { PreTokenVersion } from '@cognito-trigger-suite/triggers/testing/pre-token-response'
import { registry, type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { readSchema, type PoolSchema } from './schema.ts'
import {
  readChoice,
  readChoices,
  readFlag,
  readNumber,
  readSection,
  readSections,
  readText,
  type TemplateProperties,
} from '../codes/template.ts'

export type SignInAttribute = 'email' | 'phone_number'
export type AliasAttribute = SignInAttribute | 'preferred_username'
export type VerifiedAttribute = SignInAttribute

export interface PasswordPolicy {
  readonly minLength: number
  readonly needsUppercase: boolean
  readonly needsLowercase: boolean
  readonly needsNumber: boolean
  readonly needsSymbol: boolean
}

/** Where a code to reset a password may go; `admin_only` means nowhere. */
export type RecoveryMechanism = 'verified_email' | 'verified_phone_number' | 'admin_only'

/** Messages to users whom an administrator created. They hold the placeholders `{username}` and `{####}`. */
export interface InvitationSettings {
  readonly emailSubject: string
  readonly emailMessage: string
  readonly smsMessage: string
}

export interface TriggerSettings {
  /** Of the functions that the pool calls. */
  readonly arns: ReadonlyMap<TriggerName, string>
  readonly preTokenVersion: PreTokenVersion
}

export interface PoolSettings {
  readonly usernameAttributes: readonly SignInAttribute[]
  readonly aliasAttributes: readonly AliasAttribute[]
  readonly isCaseSensitive: boolean
  readonly autoVerified: readonly VerifiedAttribute[]
  readonly passwordPolicy: PasswordPolicy
  readonly temporaryPasswordValidityDays: number
  /** The first that a user has comes first. */
  readonly recovery: readonly RecoveryMechanism[]
  readonly invitation: InvitationSettings
  readonly isAdminCreateOnly: boolean
  readonly tier: 'LITE' | 'ESSENTIALS' | 'PLUS'
  readonly schema: PoolSchema
  readonly triggers: TriggerSettings
  /** With SES, as triggers may write mail only then. */
  readonly sendsWithSes: boolean
  readonly codeSubject: string
  /** Holds the placeholder `{####}`. */
  readonly codeMessage: string
}

/** @throws TypeError with one sentence when Cognito would refuse these properties. */
export function readPoolSettings(pool: TemplateProperties): PoolSettings {
  const policy = readSection(readSection(pool, 'Policies'), 'PasswordPolicy')
  const message = readSection(pool, 'VerificationMessageTemplate')
  const adminCreate = readSection(pool, 'AdminCreateUserConfig')
  const tier = readChoice(pool, 'UserPoolTier', ['LITE', 'ESSENTIALS', 'PLUS'], 'ESSENTIALS')
  const settings: PoolSettings = {
    usernameAttributes: readChoices(pool, 'UsernameAttributes', ['email', 'phone_number']),
    aliasAttributes: readChoices(pool, 'AliasAttributes', ['email', 'phone_number', 'preferred_username']),
    isCaseSensitive: readFlag(readSection(pool, 'UsernameConfiguration'), 'CaseSensitive', true),
    autoVerified: readChoices(pool, 'AutoVerifiedAttributes', ['email', 'phone_number']),
    passwordPolicy: readPasswordPolicy(policy),
    temporaryPasswordValidityDays:
      readNumber(policy, 'TemporaryPasswordValidityDays') ||
      readNumber(adminCreate, 'UnusedAccountValidityDays') ||
      7,
    recovery: readRecovery(readSection(pool, 'AccountRecoverySetting')),
    invitation: readInvitation(readSection(adminCreate, 'InviteMessageTemplate')),
    isAdminCreateOnly: readFlag(adminCreate, 'AllowAdminCreateUserOnly', false),
    tier,
    schema: readSchema(pool),
    triggers: readTriggers(readSection(pool, 'LambdaConfig'), tier),
    sendsWithSes:
      readChoice(
        readSection(pool, 'EmailConfiguration'),
        'EmailSendingAccount',
        ['COGNITO_DEFAULT', 'DEVELOPER'],
        'COGNITO_DEFAULT',
      ) === 'DEVELOPER',
    codeSubject:
      readText(message, 'EmailSubject') ??
      readText(pool, 'EmailVerificationSubject') ??
      'Your verification code',
    codeMessage:
      readText(message, 'EmailMessage') ??
      readText(pool, 'EmailVerificationMessage') ??
      'Your confirmation code is {####}',
  }
  if (settings.usernameAttributes.length > 0 && settings.aliasAttributes.length > 0)
    throw new TypeError('UsernameAttributes and AliasAttributes cannot both be set; keep one of them.')

  return settings
}

function readRecovery(setting: TemplateProperties): readonly RecoveryMechanism[] {
  const mechanisms = readSections(setting, 'RecoveryMechanisms').map((mechanism) => ({
    name: readChoice(
      mechanism,
      'Name',
      ['verified_email', 'verified_phone_number', 'admin_only'],
      'admin_only',
    ),
    priority: readNumber(mechanism, 'Priority') ?? 1,
  }))
  // Without a setting Cognito prefers the phone.
  if (mechanisms.length === 0) return ['verified_phone_number', 'verified_email']
  return mechanisms.toSorted((a, b) => a.priority - b.priority).map(({ name }) => name)
}

function readInvitation(template: TemplateProperties): InvitationSettings {
  const fallback = 'Your username is {username} and temporary password is {####}.'
  return {
    emailSubject: readText(template, 'EmailSubject') ?? 'Your temporary password',
    emailMessage: readText(template, 'EmailMessage') ?? fallback,
    smsMessage: readText(template, 'SMSMessage') ?? fallback,
  }
}

function readPasswordPolicy(policy: TemplateProperties): PasswordPolicy {
  // A policy that omits a requirement does not have it. Without a policy every requirement holds.
  const fallback = Object.keys(policy).length === 0
  const minLength = readNumber(policy, 'MinimumLength') ?? 8
  if (minLength < 6 || minLength > 99)
    throw new TypeError(`PasswordPolicy.MinimumLength is ${minLength}; Cognito allows 6 to 99.`)

  return {
    minLength,
    needsUppercase: readFlag(policy, 'RequireUppercase', fallback),
    needsLowercase: readFlag(policy, 'RequireLowercase', fallback),
    needsNumber: readFlag(policy, 'RequireNumbers', fallback),
    needsSymbol: readFlag(policy, 'RequireSymbols', fallback),
  }
}

function readTriggers(lambda: TemplateProperties, tier: PoolSettings['tier']): TriggerSettings {
  const config = readSection(lambda, 'PreTokenGenerationConfig')
  const legacyArn = readText(lambda, 'PreTokenGeneration')
  const preTokenArn = readText(config, 'LambdaArn') ?? legacyArn
  const version = readChoice(config, 'LambdaVersion', ['V1_0', 'V2_0', 'V3_0'], 'V1_0')
  if (legacyArn !== undefined && preTokenArn !== legacyArn) {
    throw new TypeError(
      'PreTokenGeneration and PreTokenGenerationConfig.LambdaArn differ; give both the same function.',
    )
  }
  if (version !== 'V1_0' && tier === 'LITE') {
    throw new TypeError(
      `LambdaVersion ${version} needs UserPoolTier ESSENTIALS or PLUS, but the pool is LITE.`,
    )
  }
  const arns = triggerNames.flatMap((name): [TriggerName, string][] => {
    const { cognitoName } = registry[name]
    const arn = name === 'pre-token-generation' ? preTokenArn : readText(lambda, cognitoName)
    return arn === undefined ? [] : [[name, arn]]
  })
  return { arns: new Map(arns), preTokenVersion: version }
}

/** The pool and its app clients as the describe operations show them. */
import type { ClientSettings } from './client-settings.ts'
import type { Pool } from '../context.ts'
import type { AttributeSchema } from './schema.ts'
import { readSection, readText, readTexts } from '../codes/template.ts'
import { hiddenProperties } from './pool-update.ts'

const sharedClientProperties = [
  'ReadAttributes',
  'WriteAttributes',
  'ExplicitAuthFlows',
  'SupportedIdentityProviders',
  'CallbackURLs',
  'LogoutURLs',
  'DefaultRedirectURI',
  'AllowedOAuthFlows',
  'AllowedOAuthScopes',
  'AllowedOAuthFlowsUserPoolClient',
  'TokenValidityUnits',
  'PreventUserExistenceErrors',
  'RefreshTokenRotation',
  'EnablePropagateAdditionalUserContextData',
  'AuthSessionValidity',
] as const

/** `UserPoolType`. Most properties are spelled alike in template and API, later ones too. One that is not set is not shown. */
export function answerPool(pool: Pool): object {
  const { passwordPolicy: policy, triggers, tier, temporaryPasswordValidityDays } = pool.settings
  const preTokenArn = triggers.arns.get('pre-token-generation')
  const policies = readSection(pool.template, 'Policies')
  return {
    MfaConfiguration: 'OFF',
    DeletionProtection: 'INACTIVE',
    ...pick(
      pool.template,
      Object.keys(pool.template).filter((name) => !hiddenProperties.has(name)),
    ),
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: pool.settings.isAdminCreateOnly,
      ...readSection(pool.template, 'AdminCreateUserConfig'),
      UnusedAccountValidityDays: temporaryPasswordValidityDays,
    },
    ...answerPoolSummary(pool),
    Arn: pool.poolArn,
    UserPoolTier: tier,
    EstimatedNumberOfUsers: pool.users.all().length,
    Policies: {
      ...policies,
      PasswordPolicy: {
        ...readSection(policies, 'PasswordPolicy'),
        MinimumLength: policy.minLength,
        RequireUppercase: policy.needsUppercase,
        RequireLowercase: policy.needsLowercase,
        RequireNumbers: policy.needsNumber,
        RequireSymbols: policy.needsSymbol,
        TemporaryPasswordValidityDays: temporaryPasswordValidityDays,
      },
    },
    SchemaAttributes: [...pool.settings.schema.values()].map(answerAttribute),
    LambdaConfig: {
      ...readSection(pool.template, 'LambdaConfig'),
      ...(preTokenArn === undefined
        ? {}
        : {
            PreTokenGeneration: preTokenArn,
            PreTokenGenerationConfig: { LambdaArn: preTokenArn, LambdaVersion: triggers.preTokenVersion },
          }),
    },
  }
}

/** `UserPoolDescriptionType`. */
export function answerPoolSummary(pool: Pool): object {
  const name = pool.template['UserPoolName']
  return {
    Id: pool.poolId,
    Name: typeof name === 'string' ? name : pool.poolId,
    LambdaConfig: readSection(pool.template, 'LambdaConfig'),
    LastModifiedDate: pool.modifiedAtMs / 1_000,
    CreationDate: pool.createdAtMs / 1_000,
  }
}

/** The answer of GetUserPoolMfaConfig. UpdateUserPool names nothing of it but `MfaConfiguration`. */
export function answerMfa({ template }: Pool): object {
  const mfas = readTexts(template, 'EnabledMfas') ?? []
  const message = readText(template, 'SmsAuthenticationMessage')
  const sender = template['SmsConfiguration']
  const domain = readText(template, 'WebAuthnRelyingPartyID')
  return {
    MfaConfiguration: readText(template, 'MfaConfiguration') ?? 'OFF',
    SmsMfaConfiguration: mfas.includes('SMS_MFA')
      ? { SmsAuthenticationMessage: message, SmsConfiguration: sender }
      : undefined,
    SoftwareTokenMfaConfiguration: mfas.includes('SOFTWARE_TOKEN_MFA') ? { Enabled: true } : undefined,
    EmailMfaConfiguration: mfas.includes('EMAIL_OTP')
      ? {
          Message: readText(template, 'EmailAuthenticationMessage'),
          Subject: readText(template, 'EmailAuthenticationSubject'),
        }
      : undefined,
    WebAuthnConfiguration:
      domain === undefined
        ? undefined
        : { RelyingPartyId: domain, UserVerification: readText(template, 'WebAuthnUserVerification') },
  }
}

/** `UserPoolClientType`. */
export function answerClient(pool: Pool, client: ClientSettings): object {
  const units = readSection(client.properties, 'TokenValidityUnits')
  return {
    ...pick(client.properties, sharedClientProperties),
    UserPoolId: pool.poolId,
    ClientName: client.name,
    ClientId: client.clientId,
    ...(client.clientSecret === undefined ? {} : { ClientSecret: client.clientSecret }),
    LastModifiedDate: pool.createdAtMs / 1_000,
    CreationDate: pool.createdAtMs / 1_000,
    ...pickNumbers(client.properties, ['AccessTokenValidity', 'IdTokenValidity']),
    RefreshTokenValidity: client.refreshValidityS / (unitS.get(String(units['RefreshToken'])) ?? 86_400),
    EnableTokenRevocation: client.canRevoke,
  }
}

const unitS: ReadonlyMap<string, number> = new Map([
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 3_600],
])

function answerAttribute(attribute: AttributeSchema): object {
  const { type, minLength, maxLength, minValue, maxValue } = attribute
  return {
    Name: attribute.name,
    AttributeDataType: type,
    DeveloperOnlyAttribute: attribute.isDeveloperOnly,
    Mutable: attribute.isMutable,
    Required: attribute.isRequired,
    ...(type === 'String'
      ? { StringAttributeConstraints: textLimits({ MinLength: minLength, MaxLength: maxLength }) }
      : {}),
    ...(type === 'Number'
      ? { NumberAttributeConstraints: textLimits({ MinValue: minValue, MaxValue: maxValue }) }
      : {}),
  }
}

function textLimits(limits: { readonly [name: string]: number | undefined }): object {
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

function pick(source: { readonly [name: string]: unknown }, names: readonly string[]): object {
  return Object.fromEntries(
    names.flatMap((name) =>
      Object.hasOwn(source, name) && source[name] !== undefined ? [[name, source[name]]] : [],
    ),
  )
}

function pickNumbers(source: { readonly [name: string]: unknown }, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(pick(source, names)).map(([name, value]) => [name, Number(value)]))
}

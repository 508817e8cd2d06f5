/** The names of a pool's properties, so that a misspelled one is not left without effect.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html */
import {
  type Check,
  optional,
  type RequiredCheck,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { anything } from '@cognito-trigger-suite/triggers/internal/core/options/values'

/** Names whose values the local pool reads itself, and members with names of their own. */
function named(names: string, members: Readonly<Record<string, RequiredCheck>> = {}): RequiredCheck {
  const values = names.split(' ').map((name) => [name, anything] as const)
  const all: Readonly<Record<string, Check>> = Object.fromEntries(
    [...values, ...Object.entries(members)].map(([name, check]) => [name, optional(check)]),
  )
  return shape(all)
}

const versioned = named('LambdaArn LambdaVersion')

export const poolShape = named(
  'AliasAttributes AutoVerifiedAttributes DeletionProtection EmailAuthenticationMessage EmailAuthenticationSubject ' +
    'EmailVerificationMessage EmailVerificationSubject EnabledMfas MfaConfiguration SmsAuthenticationMessage ' +
    'SmsVerificationMessage UserPoolName UserPoolTags UserPoolTier UsernameAttributes WebAuthnRelyingPartyID ' +
    'WebAuthnUserVerification WebAuthnFactorConfiguration',
  {
    AccountRecoverySetting: named('RecoveryMechanisms', {
      RecoveryMechanisms: list(named('Name Priority'), 0),
    }),
    AdminCreateUserConfig: named('AllowAdminCreateUserOnly UnusedAccountValidityDays', {
      InviteMessageTemplate: named('EmailMessage EmailSubject SMSMessage'),
    }),
    DeviceConfiguration: named('ChallengeRequiredOnNewDevice DeviceOnlyRememberedOnUserPrompt'),
    EmailConfiguration: named('ConfigurationSet EmailSendingAccount From ReplyToEmailAddress SourceArn'),
    IssuerConfiguration: named('Type'),
    KeyConfiguration: named('KeyType KmsKeyArn'),
    LambdaConfig: named(
      'CreateAuthChallenge CustomMessage DefineAuthChallenge KMSKeyID PostAuthentication PostConfirmation ' +
        'PreAuthentication PreSignUp PreTokenGeneration UserMigration VerifyAuthChallengeResponse',
      {
        CustomEmailSender: versioned,
        CustomSMSSender: versioned,
        InboundFederation: versioned,
        PreTokenGenerationConfig: versioned,
      },
    ),
    Policies: named('PasswordPolicy', {
      PasswordPolicy: named(
        'MinimumLength PasswordHistorySize RequireLowercase RequireNumbers RequireSymbols RequireUppercase ' +
          'TemporaryPasswordValidityDays',
      ),
      SignInPolicy: named('AllowedFirstAuthFactors'),
    }),
    Schema: list(
      named('AttributeDataType DeveloperOnlyAttribute Mutable Name Required', {
        NumberAttributeConstraints: named('MaxValue MinValue'),
        StringAttributeConstraints: named('MaxLength MinLength'),
      }),
      0,
    ),
    SmsConfiguration: named('EumsSms ExternalId SnsCallerArn SnsRegion'),
    UserAttributeUpdateSettings: named('AttributesRequireVerificationBeforeUpdate'),
    UserPoolAddOns: named('AdvancedSecurityMode', {
      AdvancedSecurityAdditionalFlows: named('CustomAuthMode'),
    }),
    UsernameConfiguration: named('CaseSensitive'),
    VerificationMessageTemplate: named(
      'DefaultEmailOption EmailMessage EmailMessageByLink EmailSubject EmailSubjectByLink SmsMessage',
    ),
  },
)

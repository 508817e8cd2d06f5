/** The trigger sources that the suite answers, by trigger.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html#cognito-user-pools-lambda-trigger-sources */

export const preSignUpSources = [
  'PreSignUp_SignUp',
  'PreSignUp_AdminCreateUser',
  'PreSignUp_ExternalProvider',
] as const

export const preAuthenticationSources = ['PreAuthentication_Authentication'] as const

export const postConfirmationSources = [
  'PostConfirmation_ConfirmSignUp',
  'PostConfirmation_ConfirmForgotPassword',
] as const

export const preTokenGenerationSources = [
  'TokenGeneration_HostedAuth',
  'TokenGeneration_Authentication',
  'TokenGeneration_NewPasswordChallenge',
  'TokenGeneration_AuthenticateDevice',
  'TokenGeneration_RefreshTokens',
  'TokenGeneration_ClientCredentials',
] as const

export const customMessageSources = [
  'CustomMessage_SignUp',
  'CustomMessage_AdminCreateUser',
  'CustomMessage_ResendCode',
  'CustomMessage_ForgotPassword',
  'CustomMessage_UpdateUserAttribute',
  'CustomMessage_VerifyUserAttribute',
  'CustomMessage_Authentication',
] as const

export type PreSignUpSource = (typeof preSignUpSources)[number]
export type PreAuthenticationSource = (typeof preAuthenticationSources)[number]
export type PostConfirmationSource = (typeof postConfirmationSources)[number]
export type PreTokenGenerationSource = (typeof preTokenGenerationSources)[number]
export type CustomMessageSource = (typeof customMessageSources)[number]

/** Why a user is provisioned: a confirmation, or a `reconcile` that found the user unprovisioned. */
export type ProvisioningSource = PostConfirmationSource | 'Reconcile'

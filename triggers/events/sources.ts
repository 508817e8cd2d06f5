/** The trigger sources that the suite answers, by trigger.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html#cognito-user-pools-lambda-trigger-sources */

export const preSignUpSources = [
  'PreSignUp_SignUp',
  'PreSignUp_AdminCreateUser',
  'PreSignUp_ExternalProvider',
] as const

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

export type PreSignUpSource = (typeof preSignUpSources)[number]
export type PostConfirmationSource = (typeof postConfirmationSources)[number]
export type PreTokenGenerationSource = (typeof preTokenGenerationSources)[number]

/** Why a user is provisioned: what a confirmation was, or that `reconcile` found nobody had done it. */
export type ProvisioningSource = PostConfirmationSource | 'Reconcile'

/** The triggers of the suite, by the name of their folder and bundle. */
export const triggerNames = ['pre-sign-up', 'pre-token-generation', 'post-confirmation'] as const
export type TriggerName = (typeof triggerNames)[number]

/** The functions of the suite: its triggers, and the worker that finishes what post confirmation deferred. */
export const functionNames = [...triggerNames, 'provisioning-worker'] as const

/** What is built: the functions, and the rehearsal that a new version passes before it gets traffic. */
export const bundleNames = [...functionNames, 'rehearsal'] as const

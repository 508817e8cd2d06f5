/** The flows of a user pool as chains of API operations, each with the trigger that it waits for. */
import { findTrigger, type TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'

export interface FlowStep {
  /** The API operation that a client or the managed login calls. */
  readonly operation: string
  readonly trigger: TriggerName
  readonly triggerSource: string
  /** The flow goes on when this trigger fails, since the user is already CONFIRMED. */
  readonly goesOnAfterFailure?: true
}

export interface Flow {
  readonly summary: string
  readonly steps: readonly FlowStep[]
}

/** @throws TypeError for a source that belongs to no trigger */
function step(operation: string, triggerSource: string): FlowStep {
  const trigger = findTrigger(triggerSource)
  if (trigger === undefined) throw new TypeError(`no trigger has the source ${triggerSource}`)
  return {
    operation,
    trigger,
    triggerSource,
    ...(trigger === 'post-confirmation' && { goesOnAfterFailure: true }),
  }
}

/** Post authentication and the senders of messages are no triggers of this suite. A trigger that the suite does without is left
 * out.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
export const flows = {
  'sign-up': {
    summary: 'a person signs up, confirms and signs in for the first time',
    steps: [
      step('SignUp', 'PreSignUp_SignUp'),
      step('SignUp', 'CustomMessage_SignUp'),
      step('ConfirmSignUp', 'PostConfirmation_ConfirmSignUp'),
      step('InitiateAuth', 'PreAuthentication_Authentication'),
      step('InitiateAuth', 'TokenGeneration_Authentication'),
    ],
  },
  'admin-created': {
    summary: 'an administrator creates a user, who sets a password; post confirmation is never called',
    steps: [
      step('AdminCreateUser', 'PreSignUp_AdminCreateUser'),
      step('AdminCreateUser', 'CustomMessage_AdminCreateUser'),
      step('InitiateAuth', 'PreAuthentication_Authentication'),
      step('RespondToAuthChallenge', 'TokenGeneration_NewPasswordChallenge'),
    ],
  },
  'federated-first-sign-in': {
    summary: 'a person comes from an external provider for the first time',
    steps: [
      step('managed login callback', 'PreSignUp_ExternalProvider'),
      step('managed login callback', 'PostConfirmation_ConfirmSignUp'),
      step('managed login callback', 'TokenGeneration_HostedAuth'),
    ],
  },
  'sign-in': {
    summary: 'a known person signs in',
    steps: [
      step('InitiateAuth', 'PreAuthentication_Authentication'),
      step('InitiateAuth', 'TokenGeneration_Authentication'),
    ],
  },
  refresh: {
    summary: 'an app refreshes its tokens',
    steps: [step('InitiateAuth', 'TokenGeneration_RefreshTokens')],
  },
  machine: {
    summary: 'a machine client gets a token by client credentials, event version 3 only',
    steps: [step('POST /oauth2/token', 'TokenGeneration_ClientCredentials')],
  },
  'password-reset': {
    summary: 'a person sets a new password',
    steps: [
      step('ForgotPassword', 'CustomMessage_ForgotPassword'),
      step('ConfirmForgotPassword', 'PostConfirmation_ConfirmForgotPassword'),
    ],
  },
} as const satisfies Record<string, Flow>

export type FlowName = keyof typeof flows

export const flowNames: readonly FlowName[] = [
  'sign-up',
  'admin-created',
  'federated-first-sign-in',
  'sign-in',
  'refresh',
  'machine',
  'password-reset',
]

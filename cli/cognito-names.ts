/** Cognito's names of the triggers, as they stand in its error texts. */
import type { TriggerName } from '../triggers/registry.ts'

export const cognitoNames = {
  'pre-sign-up': 'PreSignUp',
  'pre-token-generation': 'PreTokenGeneration',
  'post-confirmation': 'PostConfirmation',
} as const satisfies Record<TriggerName, string>

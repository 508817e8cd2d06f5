/** The parts of a suite: what a team's file exports. */
import type { CustomMessageConfig } from './custom-message/message.ts'
import type { PostConfirmationConfig } from './post-confirmation/effect-definition.ts'
import type { PreSignUpConfig } from './pre-sign-up/rule.ts'
import type { PreAuthenticationConfig } from './pre-authentication/rule.ts'
import type { PreTokenGenerationConfig } from './pre-token-generation/claim-source.ts'
import type { WorkerConfig } from './provisioning-worker/config.ts'

/** A function for each part, so that a bundle holds only its own part. */
export interface Suite {
  readonly preSignUp: () => PreSignUpConfig
  readonly preAuthentication?: () => PreAuthenticationConfig
  readonly preTokenGeneration: () => PreTokenGenerationConfig
  readonly postConfirmation: () => PostConfirmationConfig
  readonly provisioningWorker: () => WorkerConfig
  readonly customMessage?: () => CustomMessageConfig
}

/** A suite with optional parts missing. */
export type SomeSuite = { readonly [Part in keyof Suite]?: Suite[Part] | undefined }

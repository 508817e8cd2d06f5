/** The port through which a webhook is signed and sent. */
import type { Call, Dependency } from '../core/step.ts'

export interface WebhookMessage {
  readonly url: string
  /** The same at each attempt, so that the receiver recognises a repeat. */
  readonly id: string
  /** JSON text, the same at each attempt. */
  readonly body: string
  readonly nowMs: number
}

export interface WebhookSender extends Dependency {
  readonly name: 'webhook'
  /** Rejects unless the receiver answers 2xx. The error is permanent when the receiver refuses. */
  send(message: WebhookMessage, call: Call): Promise<void>
}

/** What IAM must allow for `send`, which reads the secret. */
export const sendWebhookActions = ['secretsmanager:GetSecretValue'] as const

/** The port through which a webhook is signed and sent. */
import type { Call, Dependency } from '../core/step.ts'

export interface WebhookMessage {
  readonly url: string
  /** The same at each attempt: the receiver tells a repeat by it. */
  readonly id: string
  /** JSON text, the same at each attempt. */
  readonly body: string
  readonly nowMs: number
}

export interface WebhookSender extends Dependency {
  readonly name: 'webhook'
  /** Rejects unless the receiver answers 2xx; permanently when it refuses. */
  send(message: WebhookMessage, call: Call): Promise<void>
}

/** The port to the service that sends mail. */
import type { Call, Dependency } from '../core/step.ts'

export interface Mail {
  /** An address that the service has verified, with or without a name: `Example <welcome@example.com>`. */
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly idempotencyKey: string
}

export interface Mailer extends Dependency {
  readonly name: 'mail'
  /** No mail service knows idempotency keys, so a repeat is a second mail. Gives the id of the message. */
  send(mail: Mail, call: Call): Promise<string>
}

/** The port to the service that sends mail. */
import type { Call, Dependency } from '../core/step.ts'

export interface Mail {
  /** An address that the service has verified, with or without a name: `Example <welcome@example.com>`. */
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  /** For a service that knows such keys. It names the pool and the user, so it is no part of the mail. */
  readonly idempotencyKey: string
}

export interface Mailer extends Dependency {
  readonly name: 'mail'
  /** SES knows no idempotency keys, so a repeat is a second mail. Gives the id of the message. */
  send(mail: Mail, call: Call): Promise<string>
}

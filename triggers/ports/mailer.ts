/** The port to the service that sends mail. */
import type { Call, Dependency } from '../core/step.ts'

export interface Mail {
  /** An address that the service has verified, with or without a name, such as `Example <welcome@example.com>`. */
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  /** For a service that supports such keys. It names the pool and the user, so that it must not be part of the mail. */
  readonly idempotencyKey: string
}

export interface Mailer extends Dependency {
  readonly name: 'mail'
  /** SES has no idempotency keys: a repeat is a second mail. Answers with the id of the message. */
  send(mail: Mail, call: Call): Promise<string>
}

/** What IAM must allow for `send`. */
export const sendMailActions = ['ses:SendEmail'] as const

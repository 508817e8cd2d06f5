/** Sends mail by SES through the AWS SDK. */
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import type { Mailer } from '../post-confirmation/mailer.ts'
import { openConnection } from './connection.ts'
import { asSendError, clientOptions, sendByAttempts } from './sdk-call.ts'

/** The mailer that `suite.ts` uses. */
export const sesMailer: Mailer = createMailer()

export function createMailer(): Mailer {
  let opened: SESv2Client | undefined
  const client = (): SESv2Client =>
    // SES knows no idempotency keys: what is sent once more over a second socket may be a second mail.
    (opened ??= new SESv2Client(
      clientOptions('mail', (endpoint) => openConnection(endpoint, { sockets: 'each-request' })),
    ))
  return {
    name: 'mail',
    async send({ from, to, subject, text, html }, call) {
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: 'UTF-8' },
            Body: {
              Text: { Data: text, Charset: 'UTF-8' },
              ...(html === undefined ? {} : { Html: { Data: html, Charset: 'UTF-8' } }),
            },
          },
        },
      })
      try {
        const remainingMs = (): number => Math.max(0, call.remainingMs() - closeReserveMs)
        const { MessageId } = await sendByAttempts('mail', { ...call, remainingMs }, (options) =>
          client().send(command, options),
        )
        return MessageId ?? ''
      } catch (error) {
        throw asSendError(error)
      }
    },
  }
}

/** Left for writing down that the mail went out, in milliseconds: without that, another one goes out. */
const closeReserveMs = 1_000

/** Sends mail by SES. */
import { ownText } from '../core/json.ts'
import type { Mailer } from '../ports/mailer.ts'
import { awsEndpoint } from './aws-endpoint.ts'
import { ses } from './aws-services.ts'
import { type Connection, openConnection } from './connection.ts'
import { asSendError } from './effect-error.ts'
import { type Answered, parseAnswer } from './exchange.ts'
import { postSigned } from './signed-call.ts'

export const sesMailer: Mailer = /* @__PURE__ */ createMailer()

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export function createMailer(): Mailer {
  let connection: Connection | undefined
  return {
    name: 'mail',
    async send({ from, to, subject, text, html }, call) {
      const content = (Data: string) => ({ Data, Charset: 'UTF-8' })
      const body = JSON.stringify({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: content(subject),
            Body: { Text: content(text), ...(html === undefined ? {} : { Html: content(html) }) },
          },
        },
      })
      const request = {
        path: '/v2/email/outbound-emails',
        headers: { 'content-type': 'application/json' },
        body,
      }
      const remainingMs = (): number => Math.max(0, call.remainingMs() - closeReserveMs)
      // SES has no idempotency keys: a request that is sent again over a second socket may be a second mail.
      connection ??= openConnection(awsEndpoint(ses), { sockets: 'each-request' })
      try {
        return await postSigned(connection, ses, request, { ...call, remainingMs }, readMessageId)
      } catch (error) {
        throw asSendError(error)
      }
    },
  }
}

function readMessageId({ text }: Answered): string {
  return ownText(parseAnswer(ses.name, text), 'MessageId') ?? ''
}

/** Time that is left for noting that the mail was sent, in milliseconds. Without the note the mail would be sent again. */
const closeReserveMs = 1_000

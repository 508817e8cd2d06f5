/** Sends mail by SES through the AWS SDK. */
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { NotPerformedError, PermanentEffectError } from '../core/effect.ts'
import { causeOf } from '../core/step.ts'
import { isObject, own } from '../events/envelope.ts'
import type { Mailer } from '../post-confirmation/mailer.ts'
import { openConnection } from './connection.ts'
import { asEffectError, clientOptions, sendByAttempts } from './sdk-call.ts'

/** What a person has to put right: an address that is not verified, a right that is missing, a mail that cannot be
 * sent. SES writes a missing right both ways. */
const permanentErrors = {
  AccessDenied: 'failed',
  AccessDeniedException: 'failed',
  MessageRejected: 'failed',
  MailFromDomainNotVerifiedException: 'failed',
  BadRequestException: 'failed',
  NotFoundException: 'failed',
} as const

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
        throw describeRefusal(error)
      }
    },
  }
}

/** Left for writing down that the mail went out, in milliseconds: without that, another one goes out. */
const closeReserveMs = 1_000

/** Errors of a connection that was never made. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Refusals that SES makes before it takes a mail, as SendEmail documents them.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const refusals = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AccountSuspendedException',
  'BadRequestException',
  'LimitExceededException',
  'MailFromDomainNotVerifiedException',
  'MessageRejected',
  'NotFoundException',
  'SendingPausedException',
  'TooManyRequestsException',
])

/** A refusal by name, or a call that never reached SES, is certain to have sent nothing. Any other answer is not: a server
 * error, or whatever a proxy says, may come after the mail was taken, and so may an answer that breaks off. */
function describeRefusal(error: unknown): unknown {
  const cause = causeOf(error)
  if (notConnected.has(cause)) return new NotPerformedError(cause)
  if (!isRefusal(error)) return error
  const known = asEffectError(error, permanentErrors)
  return known instanceof PermanentEffectError ? known : new NotPerformedError(cause)
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !refusals.has(error.name)) return false
  const metadata = '$metadata' in error ? error.$metadata : undefined
  const status = isObject(metadata) ? own(metadata, 'httpStatusCode') : undefined
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 408
}

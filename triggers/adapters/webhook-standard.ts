/** Signs and sends webhooks as Standard Webhooks says. */
import type { RequestOptions } from 'node:http'
import { NotPerformedError, PermanentEffectError } from '../domain/effect-record.ts'
import { causeOf } from '../core/step.ts'
import type { WebhookSender } from '../ports/webhook-sender.ts'
import { tryAttempts } from './attempts.ts'
import { type Connection, openConnection } from './connection.ts'
import { onLoopback } from './loopback-origin.ts'
import { isNotConnected } from './refusal.ts'
import { type Secret, secretsManagerSecret } from './secret-https.ts'
import { classify, faultOf, ServiceError } from './service-error.ts'
import { setting } from './setting.ts'

/** The receiver did not take the webhook. It may take it the next time. */
class WebhookError extends Error {
  override readonly name = 'WebhookError'
  readonly code: string
  readonly status: number

  constructor(status: number) {
    super(`webhook_status_${status}`)
    this.code = this.message
    this.status = status
  }
}

/** The sender that `suite.ts` uses. The function's environment names its secret. */
export const standardWebhookSender: WebhookSender = /* @__PURE__ */ createWebhookSender(() =>
  secretsManagerSecret(setting('WEBHOOK_SECRET_ARN', 'give the function the ARN of the signing secret')),
)

/** Any answer but 2xx is tried again later. The exception is 410, by which a receiver says that it wants no more webhooks.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export function createWebhookSender(open: () => Secret): WebhookSender {
  let opened: Secret | undefined
  return {
    name: 'webhook',
    async send({ url, id, body, nowMs }, call) {
      opened ??= open()
      const secret = await opened.read(call).catch((error: unknown) => {
        throw error instanceof ServiceError ? new NotPerformedError(error.code) : error
      })
      const timestamp = String(Math.floor(nowMs / 1_000))
      // Each request has its own socket to the receiver's server, so that no socket can have died meanwhile.
      const connection = openConnection(onLoopback(new URL(url), 'WEBHOOK_LOOPBACK_ORIGIN'), {
        sockets: 'each-request',
      })
      const headers = {
        'content-length': String(Buffer.byteLength(body)),
        'content-type': 'application/json',
        'user-agent': 'cognito-trigger-suite',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': sign(secret, id, timestamp, body),
      }
      const attempt = async (signal: AbortSignal): Promise<void> => {
        const status = await post(connection, { method: 'POST', headers, signal }, body)
        if (status === 410) throw new PermanentEffectError('webhook_gone')
        // Redirects are not followed: the signature could be sent anywhere.
        if (status < 200 || status > 299) throw new WebhookError(status)
      }
      await tryAttempts('webhook', call, attempt, (error) =>
        error instanceof WebhookError ? classify(error.status) : faultOf(error),
      ).catch((error: unknown) => {
        throw isRefusal(error) ? new NotPerformedError(causeOf(error)) : error
      })
    },
  }
}

/** Symmetric signature, version 1; the secret is Base64, with or without the prefix `whsec_`. The library standardwebhooks
 * would be 25 KB in the functions that send webhooks.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
function sign(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.replace(/^whsec_/, '')
  if (key === '' || !/^(?:[a-z\d+/]{4})*(?:[a-z\d+/]{2}==|[a-z\d+/]{3}=)?$/i.test(key))
    throw new NotPerformedError('webhook_secret_unreadable')
  const hmac = process.getBuiltinModule('node:crypto').createHmac('sha256', Buffer.from(key, 'base64'))
  return `v1,${hmac.update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** Whether the receiver certainly took nothing: it was not reached, or says that it does not accept the request. A
 * redirect may follow an accepted request, and the receiver does not send a time-out itself. */
function isRefusal(error: unknown): boolean {
  if (error instanceof ServiceError) return isNotConnected(error.exception)
  return error instanceof WebhookError && error.status >= 400 && error.status < 500 && error.status !== 408
}

/** The status of the answer. The body does not count and may be endless. */
async function post(connection: Connection, options: RequestOptions, body: string): Promise<number> {
  const response = await connection.request(options, body).catch((error: unknown) => {
    throw new ServiceError('webhook', 'unreachable', { exception: causeOf(error) })
  })
  response.destroy()
  return response.statusCode ?? 0
}

/** Signs and sends webhooks as Standard Webhooks says, by its own library. */
import { Webhook } from 'standardwebhooks'
import { PermanentEffectError } from '../core/effect.ts'
import type { WebhookSender } from '../post-confirmation/webhook-sender.ts'
import { onLoopback } from './loopback-origin.ts'
import { type Secret, secretsManagerSecret } from './secret-https.ts'

/** Not taken by the receiver; it may be the next time. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError'
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** The sender that `suite.ts` uses: its secret is the one that the function was deployed with. */
export const standardWebhookSender: WebhookSender = createWebhookSender(() =>
  secretsManagerSecret(secretArn()),
)

/** Everything but 2xx is tried again, except 410, by which a receiver says that it wants no more.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export function createWebhookSender(open: () => Secret): WebhookSender {
  let opened: Secret | undefined
  return {
    name: 'webhook',
    async send({ url, id, body, nowMs }, call) {
      opened ??= open()
      const secret = await opened.read(call)
      const at = new Date(nowMs)
      call.onAttempt()
      const response = await fetch(onLoopback(new URL(url), 'WEBHOOK_LOOPBACK_ORIGIN'), {
        method: 'POST',
        // A redirect could lead anywhere, with the signature in hand.
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'cognito-trigger-suite',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Webhook(secret).sign(id, at, body),
        },
        body,
        signal: call.signal,
      })
      await response.body?.cancel()
      if (response.status === 410) throw new PermanentEffectError('webhook_gone')
      if (!response.ok) throw new WebhookError(`webhook_status_${response.status}`)
    },
  }
}

function secretArn(): string {
  const arn = process.env['WEBHOOK_SECRET_ARN']
  if (arn === undefined || arn === '')
    throw new TypeError('WEBHOOK_SECRET_ARN is not set: give the function the ARN of the signing secret')
  return arn
}

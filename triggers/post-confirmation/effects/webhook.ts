/** Calls one address for every new user, signed as a Standard Webhook. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { port } from '../../core/options/port.ts'
import { provisioningSourceList } from '../../events/source-lists.ts'
import { text } from '../../core/options/values.ts'
import type { ProvisioningSource } from '../../events/sources.ts'
import { attributesOf, readEffectOptions, type EffectDefinition } from '../effect-definition.ts'
import { attributeList, effectBudget, webhookAddress } from '../options.ts'
import { type WebhookSender, sendWebhookActions } from '../../ports/webhook-sender.ts'

export interface WebhookOptions {
  readonly sender: WebhookSender
  /** HTTPS, without user name and password: the signature proves the caller. */
  readonly url: string
  /** Distinguishes several webhooks: lower-case letters, digits and single hyphens between them. Default none. */
  readonly name?: string
  /** User attributes that the message carries. Default none. */
  readonly attributes?: readonly string[]
  /** Default: sign-ups, and users whom `reconcile` finds. The message says which. */
  readonly sources?: readonly ProvisioningSource[]
  /** Milliseconds, claim and close included. Default 8,000, since the receiver is not ours. */
  readonly budgetMs?: number
}

/** At least once, under one `webhook-id`.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @throws TypeError when the address is not HTTPS or holds credentials, or the name has other characters. */
export function webhook(options: WebhookOptions): EffectDefinition {
  check: checkOptions<WebhookOptions>('webhook', options, {
    sender: port('a sender, such as standardWebhookSender', 'webhook', ['send']),
    url: webhookAddress,
    name: optional(
      text('1 to 40 lower-case letters, digits and single hyphens between them', (name) =>
        /^(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(name),
      ),
    ),
    attributes: optional(attributeList),
    sources: optional(provisioningSourceList),
    budgetMs: optional(effectBudget),
  })
  const { url, name, sender, attributes: reads = [] } = options
  return {
    ...readEffectOptions(options, { when: 'deferred', budgetMs: 8_000 }),
    name: name === undefined ? 'webhook' : `webhook-${name}`,
    dependency: sender,
    actions: sendWebhookActions,
    attempts: 1,
    delivery: 'at-least-once',
    reads,
    remember: (event, nowMs) => ({
      ...attributesOf(event, reads),
      atMs: String(event.createdAtMs ?? nowMs),
    }),
    async act({ userPoolId, sub, userName, source, facts }, idempotencyKey, nowMs, call) {
      const { atMs, ...known } = facts
      const body = JSON.stringify({
        type: 'user.confirmed',
        timestamp: new Date(Number(atMs ?? nowMs)).toISOString(),
        data: { userPoolId, sub, userName, source, attributes: known },
      })
      await sender.send({ url, id: idempotencyKey, body, nowMs }, call)
      return { state: 'done' }
    },
  }
}

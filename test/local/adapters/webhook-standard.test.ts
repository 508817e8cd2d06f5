import type { IncomingHttpHeaders } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { startSecrets } from '../../../local/stand-ins/secrets.ts'
import { type LocalWebhook, makeWebhookSecret, startWebhook } from '../../../local/stand-ins/webhook.ts'
import { type Secret, secretsManagerSecret } from '../../../triggers/adapters/secret-https.ts'
import { createWebhookSender } from '../../../triggers/adapters/webhook-standard.ts'
import { NotPerformedError, PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { caught } from './caught.ts'
import { serve } from './serve.ts'

describe('the webhook sender', () => {
  const endsWith = endAfterAll()
  const arn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:hook-AbCdEf'
  let receiver: LocalWebhook
  const message = {
    url: 'https://hooks.example.com/users?a=1',
    id: 'key#1',
    body: '{"type":"user.confirmed"}',
  }
  const sender = createWebhookSender(() => secretsManagerSecret(arn))
  const send = () => sender.send({ ...message, nowMs: Date.now() }, createCall())
  beforeAll(async () => {
    const secret = makeWebhookSecret()
    const secrets = await startSecrets(() => [{ arn, value: secret }], 'eu-west-1')
    endsWith(() => secrets.close())
    receiver = await startWebhook(secret)
    endsWith(() => receiver.close())
    process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = secrets.endpoint
    process.env['WEBHOOK_LOOPBACK_ORIGIN'] = receiver.endpoint
  })
  afterEach(() => vi.unstubAllEnvs())

  test('signs what it sends with the secret of the stack', async () => {
    await send()

    expect(receiver.received()[0]).toMatchObject({
      id: 'key#1',
      path: '/users',
      body: { type: 'user.confirmed' },
      isVerified: true,
    })
  })

  test.each(['whsec_', 'whsec_***', 'whsec_a', 'whsec_abc', 'whsec_ab_-', 'whsec_YWJj\n', ''])(
    'sends nothing with %j for a secret, which signs nothing',
    async (secret) => {
      const sent = receiver.received().length
      const signer = createWebhookSender(() => secretOf(secret))

      const error = await caught(signer.send({ ...message, nowMs: 1 }, createCall()))

      expect([causeOf(error), error instanceof NotPerformedError]).toEqual([
        'webhook_secret_unreadable',
        true,
      ])
      expect(receiver.received()).toHaveLength(sent)
    },
  )

  test.each(['YQ==', 'YWI=', 'YWJj', 'whsec_YWJjZGVmZw==', Buffer.alloc(64, 255).toString('base64')])(
    'signs with the secret %j as the library of Standard Webhooks does',
    async (secret) => {
      const headers: IncomingHttpHeaders[] = []
      const origin = await serve((request, response) => {
        headers.push(request.headers)
        response.end()
      })
      vi.stubEnv('WEBHOOK_LOOPBACK_ORIGIN', origin)

      const signer = createWebhookSender(() => secretOf(secret))
      await signer.send({ ...message, nowMs: 1_700_000_000_999 }, createCall())

      expect(headers[0]).toMatchObject({
        'webhook-timestamp': '1700000000',
        'webhook-signature': new Webhook(secret).sign(message.id, new Date(1_700_000_000_999), message.body),
      })
    },
  )

  test.each([
    [301, 'webhook_status_301', false],
    [400, 'webhook_status_400', true],
    [404, 'webhook_status_404', true],
    [408, 'webhook_status_408', false],
    [429, 'webhook_status_429', true],
    [503, 'webhook_status_503', false],
  ])('tries again after %i, and knows whether it took nothing', async (status, code, isNotPerformed) => {
    const receiverOfOwn = await serve((_, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end()
    })
    vi.stubEnv('WEBHOOK_LOOPBACK_ORIGIN', receiverOfOwn)

    const error = await caught(send())

    expect(causeOf(error)).toBe(code)
    expect(error).not.toBeInstanceOf(PermanentEffectError)
    expect(error instanceof NotPerformedError).toBe(isNotPerformed)
  })

  test('knows that a receiver who does not listen took nothing', async () => {
    vi.stubEnv('WEBHOOK_LOOPBACK_ORIGIN', 'http://127.0.0.1:9/')

    expect(await caught(send())).toEqual(new NotPerformedError('webhook_unreachable'))
  })

  test('knows that nothing was sent without the secret', async () => {
    const failing = await serve((_, response) => void response.writeHead(500).end('{}'))
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', failing)
    const fresh = createWebhookSender(() => secretsManagerSecret(arn))

    const error = await caught(fresh.send({ ...message, nowMs: Date.now() }, createCall()))

    expect(error).toEqual(new NotPerformedError('secrets_manager_server_error'))
  })

  test('gives up on a receiver that is gone', async () => {
    const gone = await serve((_, response) => void response.writeHead(410).end())
    vi.stubEnv('WEBHOOK_LOOPBACK_ORIGIN', gone)

    expect(await caught(send())).toEqual(new PermanentEffectError('webhook_gone'))
  })

  test('ends with its call when the receiver hangs', async () => {
    const step = new AbortController()
    vi.stubEnv('WEBHOOK_LOOPBACK_ORIGIN', await serve(() => step.abort()))
    const sent = caught(sender.send({ ...message, nowMs: Date.now() }, createCall(60_000, 1, step.signal)))

    expect(await sent).toMatchObject({ code: 'webhook_unreachable' })
  })
})

function secretOf(value: string): Secret {
  return {
    name: { store: 'secretsmanager', name: 'hook' },
    actions: [],
    read: () => Promise.resolve(value),
    forget: () => {},
  }
}

import { describe, expect, test } from 'vitest'
import { webhook } from '../../../triggers/post-confirmation/effects/webhook.ts'
import type { WebhookMessage } from '../../../triggers/ports/webhook-sender.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { eventOf, nowMs } from '../../../triggers/testing/perform-effect.ts'

describe('the webhook', () => {
  test('has the same id and body at each attempt', async () => {
    const sent: WebhookMessage[] = []
    const sender = {
      name: 'webhook',
      send: async (message: WebhookMessage) => void sent.push(message),
    } as const
    const effect = webhook({ sender, url: 'https://hooks.example.com/users' })
    const facts = effect.remember(eventOf(), nowMs) ?? {}
    const user = {
      userPoolId: 'pool',
      region: 'eu-west-1',
      userName: 'jane',
      sub: 'sub-1',
      source: 'Reconcile',
      facts,
    }

    await effect.act(user, 'key', nowMs + 1, createCall())
    await effect.act(user, 'key', nowMs + 3_600_000, createCall())

    expect(sent.map(({ id, body, url }) => ({ id, body, url }))).toEqual([
      {
        id: 'key',
        url: 'https://hooks.example.com/users',
        body: expect.stringContaining('2026-01-01T00:00:00.000Z'),
      },
      { id: 'key', url: 'https://hooks.example.com/users', body: sent[0]?.body },
    ])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      type: 'user.confirmed',
      timestamp: '2026-01-01T00:00:00.000Z',
      data: { userPoolId: 'pool', sub: 'sub-1', userName: 'jane', source: 'Reconcile', attributes: {} },
    })
  })

  test.each(['http://hooks.example.com', 'hooks.example.com', ''])('to %j is refused', (url) => {
    const sender = { name: 'webhook', send: () => Promise.reject(new Error('not called')) } as const

    expect(() => webhook({ sender, url })).toThrow(
      /^webhook: url must be an https address .*, not an? (empty )?text$/,
    )
  })

  test.each([
    'https://user:secret@hooks.example.com/',
    'https://secret@hooks.example.com/',
    'http://u:secret@x/',
  ])('refuses an address with credentials, and does not quote it: %s', (url) => {
    const sender = { name: 'webhook', send: () => Promise.reject(new Error('not called')) } as const

    const refused = (): unknown => webhook({ sender, url })

    expect(refused).toThrow(
      'webhook: url must be an https address without user name and password: it is signed instead, not a text',
    )
    expect(refused).not.toThrow('secret')
  })

  test.each(['', 'a b', 'crm#1', 'crm.example', 'CRM', 'a-', '-a', 'a--b', 'a'.repeat(41)])(
    'refuses the name %j',
    (name) => {
      const sender = { name: 'webhook', send: () => Promise.reject(new Error('not called')) } as const

      expect(() => webhook({ sender, url: 'https://hooks.example.com/', name })).toThrow(
        'webhook: name must be',
      )
    },
  )

  test('is told apart from another by its name', () => {
    const sender = { name: 'webhook', send: () => Promise.reject(new Error('not called')) } as const

    expect(webhook({ sender, url: 'https://hooks.example.com/', name: 'crm-2' }).name).toBe('webhook-crm-2')
  })
})

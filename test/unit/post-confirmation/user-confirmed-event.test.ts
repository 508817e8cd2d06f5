import { describe, expect, test } from 'vitest'
import { userConfirmedEvent } from '../../../triggers/post-confirmation/effects/user-confirmed-event.ts'
import type { DomainEvent } from '../../../triggers/ports/event-bus.ts'
import { nowMs, perform } from '../../../triggers/testing/perform-effect.ts'

describe('the event', () => {
  const events: DomainEvent[] = []
  const bus = {
    name: 'event-bus',
    put: async (event: DomainEvent) => {
      events.push(event)
      return `event-${events.length}`
    },
  } as const

  test('says who, why and when they were confirmed, and nothing personal unless asked for', async () => {
    const closing = await perform(userConfirmedEvent({ bus }))

    expect(closing).toEqual({ state: 'done', result: 'event-1' })
    expect(events.at(-1)).toEqual({
      source: 'cognito-trigger-suite',
      detailType: 'UserConfirmed',
      atMs: nowMs,
      detail: {
        version: 1,
        idempotencyKey: 'key-of-user-confirmed-event',
        userPoolId: 'pool',
        sub: 'sub-1',
        userName: 'jane',
        source: 'PostConfirmation_ConfirmSignUp',
        attributes: {},
      },
    })
  })

  test('carries the attributes that it is told to', async () => {
    await perform(userConfirmedEvent({ bus, attributes: ['name', 'locale'] }))

    expect(events.at(-1)?.detail['attributes']).toEqual({ name: 'Jane' })
  })
})

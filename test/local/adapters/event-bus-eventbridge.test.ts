import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type LocalEventBus, startEventBus } from '../../../local/event-bus.ts'
import { type FaultProxy, startFaultProxy } from '../../../local/faults.ts'
import { createEventBus } from '../../../triggers/adapters/event-bus-eventbridge.ts'
import { PermanentEffectError } from '../../../triggers/core/effect.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { createCall } from '../../support/call.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { caught } from './caught.ts'

describe('the event bus', () => {
  const endsWith = endAfterAll()
  let bus: LocalEventBus
  let proxy: FaultProxy
  const event = {
    source: 'suite',
    detailType: 'UserConfirmed',
    detail: { idempotencyKey: 'key' },
    atMs: 1_767_225_600_000,
  }
  beforeAll(async () => {
    bus = await startEventBus('users')
    endsWith(() => bus.close())
    proxy = await startFaultProxy({ name: 'event-bus', target: bus.endpoint, port: 0, random: () => 0 })
    endsWith(() => proxy.close())
    process.env['AWS_ENDPOINT_URL_EVENTBRIDGE'] = proxy.endpoint
    process.env['EVENT_BUS_NAME'] = 'users'
  })
  afterEach(() => {
    proxy.set(null)
    vi.unstubAllEnvs()
  })

  test('takes an event and gives its id', async () => {
    const id = await createEventBus().put(event, createCall())

    expect(bus.events()[0]).toMatchObject({
      id,
      bus: 'users',
      detailType: 'UserConfirmed',
      detail: event.detail,
    })
  })

  test.each([
    ['throttles', 'throttle', 'ThrottlingException'],
    ['fails', 'error', 'InternalException'],
    ['is gone', 'outage', 'ECONNRESET'],
  ] as const)('that %s is tried again', async (_, kind, cause) => {
    proxy.set({ kind })
    const call = createCall()

    const error = await caught(createEventBus().put(event, call))

    expect(causeOf(error)).toBe(cause)
    expect(error).not.toBeInstanceOf(PermanentEffectError)
    expect(call.attempts()).toBe(2)
  })

  test('that does not exist is a permanent error', async () => {
    vi.stubEnv('EVENT_BUS_NAME', 'unknown')

    expect(await caught(createEventBus().put(event, createCall()))).toEqual(
      new PermanentEffectError('ResourceNotFoundException'),
    )
  })

  test('whose name nobody gave to the function says so', async () => {
    vi.stubEnv('EVENT_BUS_NAME', undefined)

    await expect(createEventBus().put(event, createCall())).rejects.toThrow('EVENT_BUS_NAME is not set')
  })
})

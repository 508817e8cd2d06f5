import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type LocalEventBus, startEventBus } from '../../../local/stand-ins/event-bus.ts'
import { type FaultProxy, startFaultProxy } from '../../../local/faults.ts'
import { createEventBus } from '../../../triggers/adapters/event-bus-eventbridge.ts'
import { NotPerformedError, PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { caught } from './caught.ts'
import { serve } from './serve.ts'

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

  /** The bus as a server of the test's own, which answers so. */
  const putTo = async (status: number, body: object): Promise<unknown> => {
    const url = await serve((_, response) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
    })
    vi.stubEnv('AWS_ENDPOINT_URL_EVENTBRIDGE', url)
    return caught(createEventBus().put(event, createCall(60_000, 1)))
  }

  test.each([
    [400, { __type: 'ThrottlingException' }, new NotPerformedError('ThrottlingException')],
    [400, { __type: 'ExpiredTokenException' }, new NotPerformedError('ExpiredTokenException')],
    [400, { __type: 'AccessDeniedException' }, new PermanentEffectError('AccessDeniedException')],
    [400, { __type: 'ValidationException' }, new PermanentEffectError('ValidationException')],
    [
      200,
      { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] },
      new NotPerformedError('ThrottlingException'),
    ],
    [
      200,
      { FailedEntryCount: 1, Entries: [{ ErrorCode: 'NotAuthorizedForSource' }] },
      new PermanentEffectError('NotAuthorizedForSource'),
    ],
  ])('that refuses with %i %j has put nothing', async (status, body, error) => {
    expect(await putTo(status, body)).toEqual(error)
  })

  test.each([
    [500, { __type: 'ThrottlingException' }],
    [503, {}],
    [403, {}],
    [200, { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] }],
  ])('that answers %i %j may have put the event', async (status, body) => {
    const error = await putTo(status, body)

    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(NotPerformedError)
    expect(error).not.toBeInstanceOf(PermanentEffectError)
  })

  test('that does not exist is a permanent error', async () => {
    vi.stubEnv('EVENT_BUS_NAME', 'unknown')

    expect(await caught(createEventBus().put(event, createCall()))).toEqual(
      new PermanentEffectError('ResourceNotFoundException'),
    )
  })

  test('whose name the function was not given says so', async () => {
    vi.stubEnv('EVENT_BUS_NAME', undefined)

    await expect(createEventBus().put(event, createCall())).rejects.toThrow('EVENT_BUS_NAME is not set')
  })
})

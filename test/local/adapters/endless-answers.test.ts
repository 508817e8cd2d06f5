/** An answer without an end takes no more memory than the longest that there is. */
import { expect, test } from 'vitest'
import { systemClock } from '../../../triggers/core/deadline.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { adapterCases } from './adapter-cases.ts'
import { serve } from './serve.ts'

/** The SDK's bound, and what lies in the buffers of two sockets. */
const mostBytes = 33_554_432 + 8_388_608
const chunk = Buffer.alloc(65_536, ' ')

test.each(adapterCases)('$name reads no further than its bound, and hangs up', async (adapter) => {
  const hungUp = Promise.withResolvers<number>()
  const origin = await serve((_, response) => {
    let sent = 0
    const send = (): void => {
      while (!response.destroyed) {
        sent += chunk.length
        if (!response.write(chunk)) return
      }
    }
    response.on('drain', send).on('close', () => hungUp.resolve(sent))
    response.writeHead(200, { 'content-type': 'application/json' })
    send()
  })
  const run = adapter.open(new URL(origin).origin, systemClock)

  const ended = await run(createCall(60_000, 1)).then(
    () => 'taken',
    (error: unknown) => causeOf(error),
  )

  // A webhook's answer is its status.
  expect(ended).toMatch(adapter.name === 'webhook-standard' ? /^taken$/ : /_answer_unreadable$/)
  expect(await hungUp.promise).toBeLessThan(mostBytes)
})

/** A caller that stops waiting changes nothing for the function, as in AWS. */
import { createServer } from 'node:http'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, expect, test } from 'vitest'
import { closeServer, listenOnLoopback } from '../../../local/listen.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { startFunctions } from './local-functions.ts'

/** Stands still until a test lets time pass. */
const clock = createVirtualClock()
let release: (() => void) | undefined

const gate = createServer((_incoming, outgoing) => {
  release = () => outgoing.end('released')
})

const port = await listenOnLoopback(gate, 0)
const local = await startFunctions(
  {
    slow: `export const handler = async (event) => {
      await (await fetch('http://127.0.0.1:${port}')).text()
      return { done: event.name }
    }`,
  },
  { clock },
)
afterAll(async () => {
  await local.stop()
  await closeServer(gate)
})

const letItFinish = async (name: string) => {
  await expect.poll(() => release).toBeDefined()
  expect(local.service.invocations()).not.toContainEqual(expect.objectContaining({ payload: { name } }))
  release?.()
  release = undefined
  await expect.poll(() => local.service.invocations()[0]?.payload).toEqual({ name })
  return local.service.invocations()[0]
}

test('a function whose caller in this process stopped waiting runs on to its end', async () => {
  const waiting = local.service.invoke({
    functionArn: 'slow:live',
    payload: { name: 'first' },
    abandonAfterMs: 20,
  })
  await expect.poll(() => release).toBeDefined()

  await clock.runUntil(clock.sleep(20))

  expect(await waiting).toEqual({ kind: 'abandoned', requestId: expect.any(String) })
  expect(await letItFinish('first')).toMatchObject({
    outcome: 'ok',
    response: { done: 'first' },
    abandoned: true,
  })
})

test('a function whose client closed the connection runs on to its end', async () => {
  const abort = new AbortController()
  const command = new InvokeCommand({ FunctionName: 'slow', Payload: '{"name":"second"}' })
  const sent = local.client.send(command, { abortSignal: abort.signal })
  await expect.poll(() => release).toBeDefined()

  abort.abort()

  await expect(sent).rejects.toMatchObject({ name: 'AbortError' })
  expect(await letItFinish('second')).toMatchObject({
    outcome: 'ok',
    response: { done: 'second' },
    abandoned: true,
  })
})

test('a caller that is patient enough gets the answer', async () => {
  const waiting = local.service.invoke({
    functionArn: 'slow',
    payload: { name: 'third' },
    abandonAfterMs: 20,
  })

  await expect.poll(() => release).toBeDefined()
  await clock.runUntil(clock.sleep(19))
  const record = await letItFinish('third')

  expect(await waiting).toMatchObject({ kind: 'success', payload: '{"done":"third"}' })
  expect(record?.abandoned).toBe(false)
})

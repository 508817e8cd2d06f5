/** Tells open pages at once what has happened: a trigger call, a mail, a change of faults, an edit. */
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'

export type ConsoleEventName = 'invocation' | 'hop' | 'mail' | 'faults' | 'live'

export interface EventStream {
  publish(name: ConsoleEventName, data: unknown): void
  /** Answers one page with server-sent events. After the first event, `ready`, the page misses none. */
  open(context: Context): Response
}

export const createEventStream = (): EventStream => {
  const subscribers = new Set<(name: string, data: unknown) => Promise<void>>()
  return {
    publish: (name, data) => {
      for (const send of subscribers) void send(name, data)
    },
    open: (context) =>
      streamSSE(context, async (stream) => {
        const send = (event: string, data: unknown) => stream.writeSSE({ event, data: JSON.stringify(data) })
        const aborted = new Promise<void>((resolve) => stream.onAbort(resolve))
        subscribers.add(send)
        await send('ready', null)
        await aborted
        subscribers.delete(send)
      }),
  }
}

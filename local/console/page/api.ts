/** Talks to the console's own API with the token that the page was opened with. */
import type { Fault } from '../../faults/fault.ts'
import type { Message } from '../../stand-ins/mailbox.ts'
import type { LiveView } from '../../live/live-view.ts'
import type { HopView, InvocationView, StackView } from '../views.ts'

export type Faults = Readonly<Record<string, Fault | null>>

export type ConsoleEvent =
  | { readonly name: 'ready' }
  | { readonly name: 'invocation'; readonly data: InvocationView }
  | { readonly name: 'hop'; readonly data: HopView }
  | { readonly name: 'mail'; readonly data: Message }
  | { readonly name: 'faults'; readonly data: Faults }
  | { readonly name: 'live'; readonly data: LiveView }

/** The console refused a request; the message is its own sentence. */
export class ConsoleRefusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const tokenKey = 'consoleToken'

/** Takes the token out of the address into the tab's memory; null when the page was opened without one. */
export const takeToken = (): string | null => {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token !== null) {
    sessionStorage.setItem(tokenKey, token)
    history.replaceState(null, '', location.pathname)
  }
  return sessionStorage.getItem(tokenKey)
}

export type ConsoleApi = ReturnType<typeof connectApi>

export const connectApi = (token: string) => {
  const headers = { Authorization: `Bearer ${token}` }
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(path, { ...init, headers })
    if (response.ok) return response
    const { message } = await response.json()
    throw new ConsoleRefusal(response.status, String(message))
  }
  return {
    stack: async (): Promise<StackView> => (await ask('/api/stack')).json(),
    invocations: async (): Promise<readonly InvocationView[]> => (await ask('/api/invocations')).json(),
    hops: async (): Promise<readonly HopView[]> => (await ask('/api/hops')).json(),
    mail: async (): Promise<readonly Message[]> => (await ask('/api/mailbox')).json(),
    faults: async (): Promise<Faults> => (await ask('/api/faults')).json(),
    edit: async (): Promise<LiveView | null> => (await ask('/api/live')).json(),
    putFault: (name: string, fault: Fault | null) =>
      ask('/api/faults', { method: 'PUT', body: JSON.stringify({ [name]: fault }) }),
    clearFaults: () => ask('/api/faults', { method: 'DELETE' }),
    /** Reads events until the stream breaks. EventSource could not send the token. */
    async *events(): AsyncGenerator<ConsoleEvent> {
      const { body } = await ask('/api/events')
      if (body === null) return
      const reader = body.pipeThrough(new TextDecoderStream()).getReader()
      let text = ''
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const blocks = `${text}${part.value}`.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) yield readEvent(block)
      }
    },
  }
}

/** The server writes each event as one line with its name and one with its JSON. */
const readEvent = (block: string): ConsoleEvent => {
  const line = (label: string) =>
    block
      .split('\n')
      .find((candidate) => candidate.startsWith(label))
      ?.slice(label.length) ?? ''
  return JSON.parse(`{"name":${JSON.stringify(line('event: '))},"data":${line('data: ')}}`)
}

/** Keeps the mail that the local user pool and the functions send, in memory, for the console and the tests. */
export interface Message {
  readonly to: string
  readonly subject: string
  readonly body: string
  /** The confirmation code in the mail, when there is one. */
  readonly code?: string
  readonly atMs: number
}

export interface Mailbox {
  deliver(message: Message): void
  /** Newest first; all addresses unless one is named. */
  messages(to?: string): readonly Message[]
  /** Calls the listener with each new message until the returned function is called. */
  onMessage(listener: (message: Message) => void): () => void
}

const maxMessages = 500

/** Makes an empty mailbox of at most 500 messages; addresses are compared without regard to letter case. */
export const createMailbox = (): Mailbox => {
  let newestFirst: readonly Message[] = []
  const listeners = new Set<(message: Message) => void>()
  return {
    deliver: (message) => {
      newestFirst = [message, ...newestFirst].slice(0, maxMessages)
      for (const listener of listeners) listener(message)
    },
    messages: (to) => {
      if (to === undefined) return newestFirst
      const address = to.toLowerCase()
      return newestFirst.filter((message) => message.to.toLowerCase() === address)
    },
    onMessage: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Keeps the mail that the local user pool and the functions send, in memory, for the console and the tests. */
import { keepLatest } from '../latest.ts'

/** To a person; the mailbox is the only place that sees a code in clear. */
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

/** Makes a mailbox of at most 500 messages; addresses are compared without regard to letter case. `first` are messages of
 * before, newest first. */
export const createMailbox = (first: readonly Message[] = []): Mailbox => {
  const { add, list, onAdd } = keepLatest<Message>(undefined, first)
  return {
    deliver: add,
    messages: (to) => list().filter((message) => to === undefined || isSame(message.to, to)),
    onMessage: onAdd,
  }
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

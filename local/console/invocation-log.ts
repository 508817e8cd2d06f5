/** Remembers the latest trigger calls for the console, in memory. */
import type { InvocationView } from './views.ts'

export interface InvocationLog {
  /** Keeps a call; one with the same request id and attempt takes the place of the former. */
  add(view: InvocationView): void
  /** Newest start first, at most 500. */
  list(): readonly InvocationView[]
  /** Calls the listener with each call that is added until the returned function is called. */
  onInvocation(listener: (view: InvocationView) => void): () => void
}

const maxInvocations = 500

export const createInvocationLog = (): InvocationLog => {
  let newestFirst: readonly InvocationView[] = []
  const listeners = new Set<(view: InvocationView) => void>()
  return {
    add: (view) => {
      newestFirst = [...newestFirst.filter((other) => !isSameCall(other, view)), view]
        .sort((left, right) => right.startedAtMs - left.startedAtMs)
        .slice(0, maxInvocations)
      for (const listener of listeners) listener(view)
    },
    list: () => newestFirst,
    onInvocation: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const isSameCall = (left: InvocationView, right: InvocationView) =>
  left.requestId === right.requestId && left.attempt === right.attempt

/** Remembers the latest trigger calls for the console, in memory. */
import { keepLatest, type Latest } from '../latest.ts'
import type { InvocationView } from './views.ts'

export interface InvocationLog extends Omit<Latest<InvocationView>, 'onAdd'> {
  readonly onInvocation: Latest<InvocationView>['onAdd']
}

/** Newest start first. A call with the same request id and attempt as another takes its place. */
export const createInvocationLog = (): InvocationLog => {
  const { onAdd, ...calls } = keepLatest<InvocationView>((view, others) =>
    [...others.filter((other) => !isSameCall(other, view)), view].sort(
      (left, right) => right.startedAtMs - left.startedAtMs,
    ),
  )
  return { ...calls, onInvocation: onAdd }
}

const isSameCall = (left: InvocationView, right: InvocationView) =>
  left.requestId === right.requestId && left.attempt === right.attempt

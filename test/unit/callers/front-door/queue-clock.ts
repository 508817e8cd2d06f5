/** Virtual time for hundreds of thousands of timers: the next one is found by a heap. */
import type { VirtualClock } from '../../../../triggers/testing/virtual-clock.ts'

interface Timer {
  readonly atMs: number
  readonly order: number
  fire: (() => void) | undefined
}

const epochStartMs = 1_767_225_600_000

export function createQueueClock(): VirtualClock {
  let nowMs = 0
  let order = 0
  const heap: Timer[] = []
  const isBefore = (one: Timer | undefined, other: Timer | undefined): boolean =>
    one !== undefined &&
    other !== undefined &&
    (one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order))
  const swap = (one: number, other: number): void => {
    const [first, second] = [heap[one], heap[other]]
    if (first === undefined || second === undefined) return
    heap[one] = second
    heap[other] = first
  }
  const push = (timer: Timer): void => {
    heap.push(timer)
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1
      if (!isBefore(heap[at], heap[parent])) break
      swap(at, parent)
      at = parent
    }
  }
  const pop = (): Timer | undefined => {
    swap(0, heap.length - 1)
    const first = heap.pop()
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const child = isBefore(heap[right], heap[left]) ? right : left
      if (!isBefore(heap[child], heap[at])) return first
      swap(at, child)
      at = child
    }
  }

  const clock: VirtualClock = {
    monotonicMs: () => nowMs,
    epochMs: () => epochStartMs + nowMs,
    after(ms, callback) {
      const timer: Timer = { atMs: nowMs + ms, order: (order += 1), fire: callback }
      push(timer)
      return () => {
        timer.fire = undefined
      }
    },
    sleep: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
    async runUntil(done) {
      let isSettled = false
      const settle = (): void => {
        isSettled = true
      }
      done.then(settle, settle)
      for (;;) {
        await new Promise<void>((resolve) => void setImmediate(resolve))
        if (isSettled) return done
        let next = pop()
        while (next !== undefined && next.fire === undefined) next = pop()
        if (next === undefined) throw new Error('nothing is left to fire, and what was awaited is pending')
        nowMs = Math.max(nowMs, next.atMs)
        next.fire?.()
      }
    },
  }
  return clock
}

/** Who walks a pool, in memory, with the semantics of the table's conditional writes. */
import type { Json } from '../core/decision.ts'
import type { RecordIndex } from '../ports/record-index.ts'

/** Pool → who walks it, until when, and what was kept. */
export type HeldWalks = Map<
  string,
  { readonly owner: string; readonly freeAtMs: number; readonly kept?: Json }
>

/** Applies an operation, at once or late, or not at all. */
export type ApplyOperation = <T>(operation: string, apply: () => T) => Promise<T>

export function createMemoryWalks(
  walks: HeldWalks,
  timed: ApplyOperation,
): Pick<RecordIndex, 'takeWalk' | 'keepWalk'> {
  return {
    takeWalk: ({ userPoolId, owner, nowMs, untilMs }) =>
      timed('takeWalk', () => {
        const held = walks.get(userPoolId)
        if (held !== undefined && held.owner !== owner && held.freeAtMs > nowMs) return undefined
        walks.set(userPoolId, { ...held, owner, freeAtMs: untilMs })
        return { kept: held?.kept }
      }),
    keepWalk: ({ userPoolId, owner, untilMs }, kept) =>
      timed('keepWalk', () => {
        if (walks.get(userPoolId)?.owner !== owner) return false
        walks.set(userPoolId, { owner, freeAtMs: untilMs, kept })
        return true
      }),
  }
}

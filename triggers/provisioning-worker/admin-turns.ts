/** Makes each admin write of the worker wait for its turn, not only each effect. */
import type { Clock } from '../core/deadline.ts'
import type { Call } from '../core/step.ts'
import type { UserDirectory } from '../ports/user-directory.ts'
import { carryOut } from '../post-confirmation/act.ts'
import type { EffectDefinition } from '../post-confirmation/effect-definition.ts'
import type { DirectoryEffect } from '../post-confirmation/directory-effect.ts'
import { createPacer, type Pacer } from './pacer.ts'

export interface AdminTurns {
  /** Waits, outside the effect's budget, for the turn of the first write. Call the returned function after the effect
   * was tried. Undefined, without a turn taken, when the turn would come in `ms` milliseconds or later. */
  begin(definition: EffectDefinition, ms: () => number): Promise<(() => void) | undefined>
  /** Runs the act. Its further writes wait for their turns within its budget, if the effect names what it writes
   * through. A request that did not ask, such as a repeat by the SDK, is counted and delays the next one. */
  pace(definition: EffectDefinition): EffectDefinition['act']
}

/** No write waits for a turn that leaves less than this, in milliseconds: the time for one request and the record. */
const leastPerWriteMs = 1_000

/** The effect's time would end before its next admin write may be made. */
export class NoTurnError extends Error {
  override readonly name = 'NoTurnError'
  readonly code = 'no_turn'
}

export function createAdminTurns(clock: Clock, perSecond: number): AdminTurns {
  const pacer = createPacer(clock, perSecond)
  // Only one effect with several writes uses the turns at a time. Side by side, each would get too few turns to finish
  // within its budget.
  let alone: Promise<void> = Promise.resolve()
  return {
    async begin(definition, ms) {
      if (definition.dependency.name !== 'user-pool') return () => {}
      const before = alone
      let leave = (): void => {}
      if (isDirectoryEffect(definition)) {
        const left = new Promise<void>((resolve) => {
          leave = resolve
        })
        alone = before.then(() => left)
      }
      await before
      if (await pacer.nextWithin(ms(), new AbortController().signal)) return leave
      leave()
      return undefined
    },
    pace(definition) {
      if (definition.dependency.name !== 'user-pool')
        return (user, key, nowMs, call) => carryOut(definition, user, key, nowMs, call)
      if (!isDirectoryEffect(definition))
        return (user, key, nowMs, call) => carryOut(definition, user, key, nowMs, countRepeats(call, pacer))
      const paced = definition.over((directory) => paceDirectory(directory, pacer))
      return (user, key, nowMs, call) => carryOut(paced, user, key, nowMs, call)
    },
  }
}

function isDirectoryEffect(definition: EffectDefinition): definition is DirectoryEffect {
  return 'over' in definition
}

function paceDirectory(directory: UserDirectory, pacer: Pacer): UserDirectory {
  let isFirst = true
  return {
    ...directory,
    async addUserToGroup(membership, call) {
      const hasTurn = isFirst || (await pacer.nextWithin(call.remainingMs() - leastPerWriteMs, call.signal))
      isFirst = false
      if (!hasTurn) throw new NoTurnError()
      return directory.addUserToGroup(membership, countRepeats(call, pacer))
    },
  }
}

/** The first attempt already has its turn. */
function countRepeats(call: Call, pacer: Pacer): Call {
  let attempts = 0
  return {
    ...call,
    onAttempt() {
      attempts += 1
      if (attempts > 1) pacer.count()
      call.onAttempt()
    },
  }
}

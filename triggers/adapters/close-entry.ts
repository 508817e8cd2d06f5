/** The conditional writes by which the owner of a claim closes an effect or gives it back. */
import type { Json } from '../core/decision.ts'
import type { Closing, LedgerClaim, Release } from '../ports/effect-ledger.ts'
import type { RecordChange } from './settle-record.ts'

/** The longest `result` that is kept, in characters. */
const maxResultLength = 256

const isOpen = '#effects.#effect.#state IN (:pending, :started)'
const isOwn = '#effects.#effect.#owner = :owner'

/** The owner of the claim; or any copy, once the claim has lapsed. */
const isOurs = `${isOpen} AND (${isOwn} OR #effects.#effect.freeAtMs <= :now)`

/** The facts of the user are removed when the effect is done. A failed effect keeps them for `replay`. */
export function closeEntry(claim: LedgerClaim, closing: Closing): RecordChange {
  const names = { '#effect': claim.effect, '#state': 'state', '#owner': 'owner' }
  const set =
    'SET #effects.#effect.#state = :state, #effects.#effect.closedAtMs = :now, #effects.#effect.freeAtMs = :free'
  const values = { ...ownership(claim), ':now': claim.nowMs, ':state': closing.state, ':free': 0 }
  if (closing.state === 'done') {
    const { result } = closing
    const noted = result === undefined ? '' : ', #effects.#effect.#result = :result'
    return {
      condition: isOurs,
      update: `${set}${noted} REMOVE #effects.#effect.facts, #effects.#effect.#owner`,
      names: { ...names, ...(result === undefined ? {} : { '#result': 'result' }) },
      values: { ...values, ...(result === undefined ? {} : { ':result': result.slice(0, maxResultLength) }) },
    }
  }
  const forgotten = closing.state === 'failed' ? '' : '#effects.#effect.facts, '
  const isUnreported = closing.isUnreported === true
  const unreported = isUnreported ? ', #effects.#effect.isUnreported = :true' : ''
  return {
    condition: isOurs,
    update: `${set}, #effects.#effect.cause = :cause${unreported} REMOVE ${forgotten}#effects.#effect.#owner`,
    names,
    values: {
      ...values,
      ':cause': closing.cause,
      ...(isUnreported ? { ':true': true, ':free': claim.nowMs } : {}),
    },
  }
}

/** Frees the effect from `freeAtMs`. Only the owner counts an attempt that certainly did nothing, and only once:
 * another claim of the same effect may have had an outcome. */
export function releaseEntry(claim: LedgerClaim, { cause, freeAtMs, isNotPerformed }: Release): RecordChange {
  const set =
    'SET #effects.#effect.#state = :pending, #effects.#effect.freeAtMs = :free, #effects.#effect.cause = :cause'
  const counted = ', #effects.#effect.notPerformed = #effects.#effect.notPerformed + :one'
  return {
    update: `${set}${isNotPerformed ? counted : ''} REMOVE #effects.#effect.#owner`,
    condition: isNotPerformed ? `${isOpen} AND ${isOwn}` : isOurs,
    names: { '#effect': claim.effect, '#state': 'state', '#owner': 'owner' },
    values: {
      ...ownership(claim),
      ':free': freeAtMs,
      ':cause': cause,
      ...(isNotPerformed ? { ':one': 1 } : { ':now': claim.nowMs }),
    },
  }
}

function ownership({ owner }: LedgerClaim): Readonly<Record<string, Json>> {
  return { ':pending': 'pending', ':started': 'started', ':owner': owner }
}

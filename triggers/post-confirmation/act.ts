/** Carries out an effect and checks its end: a misspelled state must not count as done. */
import { PermanentEffectError } from '../domain/effect-record.ts'
import type { Closing } from '../ports/effect-ledger.ts'
import { hasOnly } from '../core/answer.ts'
import { isObject } from '../core/json.ts'
import type { EffectDefinition } from './effect-definition.ts'

const isNone = (): boolean => false

/** @throws PermanentEffectError when the act says that it failed, or does not end in a `Closing`: each attempt would
 * end so */
export async function carryOut(
  effect: Pick<EffectDefinition, 'act'>,
  ...[user, idempotencyKey, nowMs, call]: Parameters<EffectDefinition['act']>
): Promise<Closing> {
  const closing: Closing = await effect.act(user, idempotencyKey, nowMs, call)
  if (!isClosing(closing)) throw new PermanentEffectError('no_closing')
  if (closing.state === 'failed') throw new PermanentEffectError(closing.cause)
  return closing
}

/** An unknown field may be a misspelled one. */
function isClosing(given: unknown): boolean {
  if (!isObject(given)) return false
  const { state, ...rest } = given
  if (state === 'done')
    return hasOnly(rest, { result: (part) => typeof part === 'string', cause: isNone, isUnreported: isNone })
  const { cause, ...others } = rest
  return (
    (state === 'dropped' || state === 'failed') &&
    typeof cause === 'string' &&
    cause !== '' &&
    hasOnly(others, { isUnreported: (part) => part === true, result: isNone })
  )
}

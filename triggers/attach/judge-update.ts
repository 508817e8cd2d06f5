/** Tells what an update of an ended run has come to, by the whole of what stands in the pool. */
import { keysOfSlot } from '../domain/slot.ts'
import { own, type RawObject } from '../core/json.ts'
import { changedKeys, changedSettings } from './changed-settings.ts'
import type { PreImage } from './pre-image.ts'
import type { InterruptedRun } from './refusals.ts'
import { lambdaConfigOf, slots, type SlotValues, withValues } from './slots.ts'

interface Judged {
  readonly run: InterruptedRun
  /** What is known to have stood in the slots before the suite. */
  readonly before: SlotValues
}

/** Only a pool that is as the ended run saw it last is put back: any other was changed by somebody since. */
export function judgeUpdate(image: PreImage, pool: RawObject, mfa: RawObject): Judged {
  const pending = image.pending ?? { wanted: {}, before: image.before }
  const now = lambdaConfigOf(pool)
  const wanted = (key: string): unknown => own(pending.wanted, key) ?? null
  const taken = slots
    .map((slot) => keysOfSlot(slot).filter((key) => Object.hasOwn(pending.wanted, key)))
    .filter(
      (keys) =>
        keys.length > 0 &&
        changedKeys(
          pick(keys, wanted),
          pick(keys, (key) => now[key]),
        ).length === 0,
    )
    .flat()
  const expected = taken.length === 0 ? image.pool : expectedPool(image)
  const settings = findLost(image, expected, pool, mfa)
  const before = Object.fromEntries([
    ...Object.entries(image.before).filter(([key]) => !taken.includes(key)),
    ...Object.entries(pending.before).filter(([key]) => taken.includes(key)),
  ])
  const code = 'interrupted' as const
  if (settings.length === 0)
    return { run: { code, state: taken.length === 0 ? 'without_effect' : 'in_effect', settings }, before }
  const isLeft =
    pending.left !== undefined &&
    changedSettings(pending.left, pool).length === 0 &&
    changedSettings(image.pool, pool).length > 0
  return isLeft
    ? { run: { code, state: 'to_put_back', settings }, before: image.before }
    : { run: { code, state: 'changed_since', settings }, before }
}

/** The pool as the update was to leave it. */
export function expectedPool(image: PreImage): RawObject {
  const wanted = withValues(lambdaConfigOf(image.pool), image.pending?.wanted ?? {})
  return { ...image.pool, LambdaConfig: wanted }
}

/** Names of settings. */
export function findLost(
  image: PreImage,
  expected: RawObject,
  pool: RawObject,
  mfa: RawObject,
): readonly string[] {
  return [
    ...changedSettings(expected, pool),
    ...changedKeys(image.mfa, mfa).map((key) => `UserPoolMfaConfig.${key}`),
  ]
}

function pick(keys: readonly string[], valueOf: (key: string) => unknown): RawObject {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)]))
}

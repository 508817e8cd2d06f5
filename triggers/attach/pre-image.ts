/** A pool as it was before the suite's last change of it. */
import { isObject, own, ownText, type RawObject, readStringMap, readStrings } from '../core/json.ts'
import { type Slot, slots, type SlotValues } from './slots.ts'

export interface PreImage {
  readonly version: 1
  readonly userPoolId: string
  /** `UserPool` of DescribeUserPool, and the answer of GetUserPoolMfaConfig. */
  readonly pool: RawObject
  readonly mfa: RawObject
  /** The suite's functions, as they were attached. */
  readonly functions: Readonly<Partial<Record<Slot, string>>>
  /** What stood in the slots before the suite came. */
  readonly before: SlotValues
  /** An update whose outcome is not known: what it gives to `LambdaConfig`, and what `before` is after it.
   * `left` is the pool as it was last seen, with what the update had changed besides. */
  readonly pending?: { readonly wanted: SlotValues; readonly before: SlotValues; readonly left?: RawObject }
  /** Keys that are not known, which putting the pool back sends, too. */
  readonly unknown: readonly string[]
}

/** Undefined for anything else. */
export function readPreImage(value: unknown): PreImage | undefined {
  const [userPoolId, pool, mfa] = [ownText(value, 'userPoolId'), own(value, 'pool'), own(value, 'mfa')]
  const [before, pending] = [own(value, 'before'), own(value, 'pending')]
  if (own(value, 'version') !== 1 || userPoolId === undefined) return undefined
  if (!isObject(pool) || !isObject(mfa) || !isObject(before) || !areValues(before)) return undefined
  const [wanted, next, left] = [own(pending, 'wanted'), own(pending, 'before'), own(pending, 'left')]
  if (pending !== undefined && !(isObject(wanted) && isObject(next) && areValues(wanted) && areValues(next)))
    return undefined
  const attached = readStringMap(own(value, 'functions'))
  return {
    version: 1,
    userPoolId,
    pool,
    mfa,
    functions: Object.fromEntries(
      slots.flatMap((slot) => (attached.has(slot) ? [[slot, attached.get(slot)]] : [])),
    ),
    before,
    ...(isObject(wanted) && isObject(next)
      ? { pending: { wanted, before: next, ...(isObject(left) ? { left } : {}) } }
      : {}),
    unknown: readStrings(own(value, 'unknown')),
  }
}

/** Whether an update could send them: ARNs, or null for nothing. */
function areValues(values: RawObject): boolean {
  return Object.entries(values).every(([key, value]) => {
    const arn = key.endsWith('Config') && value !== null ? own(value, 'LambdaArn') : value
    return arn === null || (typeof arn === 'string' && arn.startsWith('arn:'))
  })
}

/** Decides what an update of a user pool changes so that it calls the suite's functions, or no longer calls them. */
import { isObject, own, ownText, type RawObject } from '../core/json.ts'
import { functionsIn, keysOfSlot } from '../domain/slot.ts'
import type { Described, Ours } from './described.ts'
import { findObstacles, findWrongShape } from './find-obstacles.ts'
import type { Refusal, Remark } from './refusals.ts'
import {
  lambdaConfigOf,
  type Slot,
  slots,
  type SlotValues,
  type Standing,
  standingIn,
  valuesFor,
  valuesIn,
  withValues,
} from './slots.ts'
import { updateRequest } from './update-request.ts'

export interface SlotChange {
  readonly slot: Slot
  readonly from: Standing | undefined
  readonly to: Standing | undefined
}

export interface AttachPlan {
  /** Of UpdateUserPool; undefined when nothing changes, or when the pool is left alone. */
  readonly request: RawObject | undefined
  readonly diff: readonly SlotChange[]
  readonly refusals: readonly Refusal[]
  readonly remarks: readonly Remark[]
  /** The values that `LambdaConfig` gets, by key. */
  readonly wanted: SlotValues
  /** What stood there before the suite, as it is when the update has happened. */
  readonly before: SlotValues
}

export function planAttach(described: Described, ours: Ours): AttachPlan {
  const { pool } = described
  const shape = findWrongShape(pool, ours)
  const { before } = ours
  if (shape.length > 0)
    return { request: undefined, diff: [], refusals: shape, remarks: [], wanted: {}, before }
  const lambdaConfig = lambdaConfigOf(pool)
  const chosen = slots.filter(
    (slot) =>
      ours.functions.has(slot) && !ours.keep.has(slot) && (ours.only.size === 0 || ours.only.has(slot)),
  )
  const changes = chosen.flatMap((slot) => planSlot(lambdaConfig, slot, ours))
  const wanted: SlotValues = Object.assign({}, ...changes.map(({ values }) => values))
  const next = withValues(lambdaConfig, wanted)
  const standing = slots.flatMap((slot) =>
    functionsIn(next, slot).map((functionArn) => ({ slot, functionArn })),
  )
  const isIdle = changes.every(
    ({ values, refusal }) => refusal === undefined && Object.keys(values).length === 0,
  )
  const refusals = [
    ...findUnnamed(lambdaConfig, ours),
    ...(isIdle && isUnheardOf(chosen, lambdaConfig, ours)
      ? standing.map((each): Refusal => ({ code: 'slot_not_ours', ...each }))
      : []),
    ...changes.flatMap(({ refusal }) => refusal ?? []),
    ...(ours.action === 'attach' ? findObstacles(described, ours, chosen) : []),
  ]
  const diff = changes.flatMap(({ slot, values }): SlotChange[] =>
    Object.keys(values).length === 0
      ? []
      : [{ slot, from: standingIn(lambdaConfig, slot), to: standingIn(next, slot) }],
  )
  const isChanged = diff.length > 0 && refusals.length === 0
  return {
    request: isChanged ? updateRequest(pool, next, ours.send) : undefined,
    diff,
    refusals,
    remarks: [
      ...(ours.action === 'detach'
        ? standing.map((each): Remark => ({ code: 'still_called', ...each }))
        : []),
      ...findRemarks(pool, ours),
    ],
    wanted,
    before: isChanged ? nextBefore(lambdaConfig, diff, ours) : before,
  }
}

/** Slots that are asked for by name, and for which no function is given. Of an empty one nothing is to be detached. */
function findUnnamed(
  lambdaConfig: RawObject,
  { action, functions, only, replace }: Ours,
): readonly Refusal[] {
  return [...only, ...replace]
    .filter((slot) => !functions.has(slot))
    .flatMap((slot): Refusal[] => {
      const [functionArn] = functionsIn(lambdaConfig, slot)
      if (action === 'attach') return [{ code: 'function_missing', slot }]
      return functionArn === undefined ? [] : [{ code: 'function_missing', slot, functionArn }]
    })
}

/** Whether functions are to be detached of which neither the pool nor the pre-image knows: perhaps those of another stage. */
function isUnheardOf(chosen: readonly Slot[], lambdaConfig: RawObject, ours: Ours): boolean {
  if (ours.action === 'attach' || chosen.length === 0) return false
  return !chosen.some(
    (slot) =>
      (standingIn(lambdaConfig, slot) === undefined && ours.only.has(slot)) ||
      ours.attached.get(slot) === ours.functions.get(slot),
  )
}

interface PlannedSlot {
  readonly slot: Slot
  /** Empty when nothing changes. */
  readonly values: SlotValues
  readonly refusal?: Refusal
}

function planSlot(lambdaConfig: RawObject, slot: Slot, ours: Ours): readonly PlannedSlot[] {
  const functionArn = ours.functions.get(slot) ?? ''
  const foreign = functionsIn(lambdaConfig, slot).find((arn) => arn !== functionArn)
  const standing = standingIn(lambdaConfig, slot)
  if (ours.action === 'detach') {
    if (standing === undefined) return []
    if (foreign === undefined) return [{ slot, values: valuesIn(ours.before, slot) }]
    // A slot that nobody asked for by name is left to whoever has taken it.
    const refusal = { code: 'slot_not_ours', slot, functionArn: foreign } as const
    return ours.only.has(slot) ? [{ slot, values: {}, refusal }] : []
  }
  if (foreign !== undefined && !ours.replace.has(slot))
    return [{ slot, values: {}, refusal: { code: 'slot_occupied', slot, functionArn: foreign } }]
  const values = valuesFor(slot, functionArn, ours.tokenVersion)
  const isThere = foreign === undefined && standing !== undefined
  const isVersion = slot !== 'PreTokenGeneration' || standing?.version === ours.tokenVersion
  return isThere && isVersion ? [] : [{ slot, values }]
}

/** A slot that was the suite's already keeps what was known of the time before it. */
function nextBefore(lambdaConfig: RawObject, diff: readonly SlotChange[], ours: Ours): SlotValues {
  if (ours.action === 'detach') {
    const restored = new Set(diff.flatMap(({ slot }) => keysOfSlot(slot)))
    return Object.fromEntries(Object.entries(ours.before).filter(([key]) => !restored.has(key)))
  }
  const isOurs = (slot: Slot, arn: string): boolean =>
    ours.functions.get(slot) === arn || ours.attached.get(slot) === arn
  const taken = diff.filter(({ slot, from }) => from === undefined || !isOurs(slot, from.functionArn))
  return { ...ours.before, ...Object.assign({}, ...taken.map(({ slot }) => valuesIn(lambdaConfig, slot))) }
}

function findRemarks(pool: RawObject, { leaveOut }: Ours): readonly Remark[] {
  const hasSes = ownText(own(pool, 'EmailConfiguration'), 'EmailSendingAccount') === 'DEVELOPER'
  const keys = ['DcrConfiguration', ...leaveOut].filter((key) => (own(pool, key) ?? null) !== null)
  return [
    ...(isObject(own(pool, 'SmsConfiguration')) ? [{ code: 'sms_rights' } as const] : []),
    ...(hasSes ? [{ code: 'ses_rights' } as const] : []),
    ...(keys.length > 0 ? [{ code: 'left_out', keys } as const] : []),
  ]
}

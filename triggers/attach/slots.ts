/** The slots of a pool's `LambdaConfig` that the functions of a suite take. */
import { isObject, own, type RawObject } from '../core/json.ts'
import { functionsIn, keysOfSlot, tokenVersionIn } from '../domain/slot.ts'
import { registry, triggerNames } from '../registry.ts'

export type Slot = (typeof registry)[keyof typeof registry]['cognitoName']

export type TokenVersion = 'V1_0' | 'V2_0' | 'V3_0'

export const slots: readonly Slot[] = triggerNames.map((name) => registry[name].cognitoName)

/** The function in a slot. */
export interface Standing {
  readonly functionArn: string
  /** Of pre token generation alone. */
  readonly version?: string
}

/** Values of `LambdaConfig` by key; null where there is none. */
export type SlotValues = Readonly<Record<string, unknown>>

export function lambdaConfigOf(pool: RawObject): RawObject {
  const value = own(pool, 'LambdaConfig')
  return isObject(value) ? value : {}
}

export function standingIn(lambdaConfig: RawObject, slot: Slot): Standing | undefined {
  const [functionArn] = functionsIn(lambdaConfig, slot)
  if (functionArn === undefined) return undefined
  return slot === 'PreTokenGeneration'
    ? { functionArn, version: tokenVersionIn(lambdaConfig) }
    : { functionArn }
}

export function valuesFor(slot: Slot, functionArn: string, version: TokenVersion): SlotValues {
  if (slot !== 'PreTokenGeneration') return { [slot]: functionArn }
  return { [slot]: functionArn, PreTokenGenerationConfig: { LambdaArn: functionArn, LambdaVersion: version } }
}

/** What stands in a slot, as an update could put it back. */
export function valuesIn(lambdaConfig: RawObject, slot: Slot): SlotValues {
  return Object.fromEntries(keysOfSlot(slot).map((key) => [key, own(lambdaConfig, key) ?? null]))
}

/** With these values; null takes a key out. */
export function withValues(lambdaConfig: RawObject, values: SlotValues): RawObject {
  return Object.fromEntries(
    Object.entries({ ...lambdaConfig, ...values }).filter(([, value]) => value !== null),
  )
}

/** The places for functions in a pool's `LambdaConfig`. */
import { isObject, own, ownText, type RawObject } from '../core/json.ts'

/** Both names of pre token generation must tell the same function. */
export function keysOfSlot(slot: string): readonly string[] {
  return slot === 'PreTokenGeneration' ? [slot, 'PreTokenGenerationConfig'] : [slot]
}

/** The event version of pre token generation. */
export function tokenVersionIn(lambdaConfig: RawObject): string {
  return ownText(own(lambdaConfig, 'PreTokenGenerationConfig'), 'LambdaVersion') ?? 'V1_0'
}

/** The functions that a slot names: two for pre token generation when its names differ. */
export function functionsIn(lambdaConfig: RawObject, slot: string): readonly string[] {
  const named = keysOfSlot(slot).map((key) => {
    const value = own(lambdaConfig, key)
    return typeof value === 'string' ? value : isObject(value) ? ownText(value, 'LambdaArn') : undefined
  })
  return [...new Set(named.filter((arn) => arn !== undefined))]
}

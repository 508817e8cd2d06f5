/** Memory by function. */
import type { Check } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { oneOf, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { bundleNames } from '@cognito-trigger-suite/triggers/internal/registry'

export type FunctionMemory = Readonly<Partial<Record<(typeof bundleNames)[number], number>>>

/** Lambda's range, in MB. */
export const functionMemory: Check = record(whole(128, 10_240), oneOf(bundleNames))

/** @throws TypeError when it is for a trigger that the suite does not have */
export function requireConfigured(memoryMb: FunctionMemory, calls: SuitePlans['calls']): void {
  const strange = Object.keys(memoryMb).find((name) => name !== 'rehearsal' && !Object.hasOwn(calls, name))
  if (strange !== undefined) {
    throw new TypeError(
      `memoryMb is for ${strange}, which triggers/suite.ts does not configure: take it out, or configure the trigger.`,
    )
  }
}

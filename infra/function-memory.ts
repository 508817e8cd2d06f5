/** Memory by function. */
import type { Check } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { oneOf, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { bundleNames } from '@cognito-trigger-suite/triggers/internal/registry'

export type FunctionMemory = Readonly<Partial<Record<(typeof bundleNames)[number], number>>>

/** Lambda's range, in MB. */
export const functionMemory: Check = record(whole(128, 10_240), oneOf(bundleNames))

/** @throws TypeError when a setting by function is for one that there is not */
export function requireConfigured(what: string, given: object, calls: SuitePlans['calls']): void {
  const strange = Object.keys(given).find((name) => name !== 'rehearsal' && !Object.hasOwn(calls, name))
  if (strange !== undefined) {
    throw new TypeError(
      `${what} is for ${strange}, which is no function of the suite: take it out, or configure the trigger in triggers/suite.ts.`,
    )
  }
}

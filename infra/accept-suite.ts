/** Takes a built suite, or refuses one that cannot do its work on any pool. */
import type { Construct } from 'constructs'

import { type BuiltSuite, findBuiltSuite } from './built-suite.ts'
import { requirePastMoments } from './effects-since.ts'
import { requireConfigured } from './function-memory.ts'
import { requirePlansFit } from './plan-proof.ts'
import { type Slots, withoutKept } from './slots.ts'
import type { TriggersProps } from './suite-props.ts'
import { requireTokenVersion } from './token-guards.ts'

/** @throws TypeError with one sentence that says what to set */
export function acceptSuite(scope: Construct, props: TriggersProps, slots: Slots = {}): BuiltSuite {
  const built = findBuiltSuite(scope.node.tryGetContext('bundleDirectory'), props)
  const plans = withoutKept(built.plans, slots)
  requirePastMoments(props, plans, Date.now())
  requirePlansFit(plans.proofs)
  if (plans.calls['pre-token-generation'] !== undefined)
    requireTokenVersion(plans.tokens, props.preTokenGenerationVersion ?? 'V2_0')
  requireConfigured(props.memoryMb ?? {}, plans.calls)
  return { ...built, plans }
}

/** Takes a built suite, or refuses one that cannot do its work on any pool. */
import { Stack, Token } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

import { ownText } from '@cognito-trigger-suite/triggers/internal/core/json'

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
  for (const what of ['memoryMb', 'provisionedConcurrency'] as const)
    requireConfigured(what, props[what] ?? {}, plans.calls)
  requireInRegion(Stack.of(scope), props)
  return { ...built, plans }
}

/** The region of an ARN is its fourth part.
 * @throws TypeError for what the services of the stack's Region cannot use */
export function requireInRegion({ region }: Stack, props: object): void {
  for (const name of ['encryptionKeyArn', 'alarmTopicArn', 'webAclArn']) {
    const [, , , where = region] = ownText(props, name)?.split(':') ?? []
    if (Token.isUnresolved(region) || Token.isUnresolved(where) || where === region) continue
    throw new TypeError(`${name} is in ${where}, and the stack in ${region}: name one of the stack's Region.`)
  }
}

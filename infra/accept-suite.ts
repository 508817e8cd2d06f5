/** Takes a built suite, or refuses one that cannot do its work on any pool. */
import { Stack, Token } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

import { ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { readMoment } from '@cognito-trigger-suite/triggers/internal/core/moment'
import type { SuitePlans, PlanProof } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { type BuiltSuite, findBuiltSuite } from './built-suite.ts'
import { requireConfigured } from './function-memory.ts'
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

/** Refuses an `effectsSince` in the future: all users would count as confirmed before it. `nowMs` is in epoch milliseconds.
 * @throws TypeError with one sentence that says where the moment is set */
export function requirePastMoments(
  { effectsSince }: Pick<TriggersProps, 'effectsSince'>,
  { effectsSinceMs }: Pick<SuitePlans, 'effectsSinceMs'>,
  nowMs: number,
): void {
  const moments = [
    ['effectsSince', readMoment(effectsSince ?? '')],
    ['effectsSince of defineProvisioningWorker', effectsSinceMs],
  ] as const
  for (const [where, atMs] of moments) {
    if (atMs !== undefined && atMs > nowMs) {
      throw new TypeError(
        `${where} is ${new Date(atMs).toISOString()}, which is in the future: no user would be sent a mail, webhook or event. Name a moment up to now.`,
      )
    }
  }
}

/** @throws TypeError that shows the arithmetic of each plan whose slowest path exceeds its limit */
function requirePlansFit(proofs: readonly PlanProof[]): void {
  const tooSlow = proofs.filter((proof) => proof.totalMs > proof.limitMs)
  if (tooSlow.length > 0) throw new TypeError(tooSlow.map((proof) => describeOverrun(proof)).join(' '))
}

function describeOverrun(proof: PlanProof): string {
  return (
    `The slowest path of ${proof.trigger} takes ${formatMs(proof.totalMs)}, more than its limit of ` +
    `${formatMs(proof.limitMs)} (${proof.arithmetic}): lower a budget or an attempt count in ` +
    `triggers/${proof.trigger}/plan.ts.`
  )
}

function formatMs(ms: number): string {
  return `${ms.toLocaleString('en-US')} ms`
}

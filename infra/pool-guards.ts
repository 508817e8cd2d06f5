/** Mistakes between a pool and its functions that deploy without an error and then break every sign-in. */
import { Tokenization } from 'aws-cdk-lib/core'
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito'

import {
  guardedAttributes,
  type SuitePlans,
} from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { AttributeUse } from '@cognito-trigger-suite/triggers/internal/definitions'
import { registry, type TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import type { GivenPool } from './given-pool.ts'
import { describeTarget, type PoolWiring, readPoolWiring, type WiredTrigger } from './pool-wiring.ts'
import { operationsOf, type Slots } from './slots.ts'
import type { TriggerFunction } from './trigger-function.ts'

type Guard = (wiring: PoolWiring) => readonly string[]

/** Cognito waits 5 s for an answer, and the answer needs time to travel back. */
const maxTimeoutS = 4

const cognitoPrincipal = 'cognito-idp.amazonaws.com'

/** Cognito does not wait for these. */
const senders: ReadonlySet<string> = new Set(['customEmailSender', 'customSMSSender'])

type Triggers = ReadonlyMap<TriggerName, TriggerFunction>

/** Every mistake as one sentence that says what to do; empty when the pool may be deployed. Of a pool outside of the app
 * nothing can be seen. */
export function findPoolMistakes(
  { resource }: Pick<GivenPool, 'resource'>,
  plans: SuitePlans,
  triggers: Triggers,
  /** Attributes that people may write although the suite relies on them. */
  allowed: readonly string[],
  slots: Slots = {},
): readonly string[] {
  if (resource === undefined) return []
  const wiring = readPoolWiring(resource)
  const guards: readonly Guard[] = [
    findLateTimeouts,
    findPlanTooSmall,
    findMissingPermissions,
    findTwoTokenTriggers,
  ]
  return [
    ...guards.flatMap((guard) => guard(wiring)),
    ...findWrongSender(wiring, plans.mailMessages),
    ...findOpenAttributes(wiring, guardedAttributes(plans, allowed)),
    ...findRepeatedGroups(wiring),
    ...findLostTriggers(resource, wiring, triggers),
    ...findHidden(resource, triggers, slots),
  ]
}

function findLateTimeouts(wiring: PoolWiring): readonly string[] {
  return wiring.triggers.flatMap(({ operation, function: fn }) =>
    fn === undefined || fn.timeoutS <= maxTimeoutS || senders.has(operation)
      ? []
      : `Function ${fn.path} may run ${fn.timeoutS} s, but Cognito waits 5 s for ${operation}: set a timeout of ${maxTimeoutS} s or less.`,
  )
}

/** Cognito refuses V2_0 and V3_0 below Essentials only at deployment. */
function findPlanTooSmall(wiring: PoolWiring): readonly string[] {
  const { plan = 'not set' } = wiring
  if (plan === 'ESSENTIALS' || plan === 'PLUS' || plan === 'unseen') return []
  return wiring.triggers.flatMap(({ operation, version }) =>
    version === 'V2_0' || version === 'V3_0'
      ? `Trigger ${operation} ${version} needs the plan ESSENTIALS or PLUS, but the pool's plan is ${plan}: set featurePlan, or use V1_0.`
      : [],
  )
}

/** Without the permission Cognito answers `AccessDeniedException`. A grant on the function does not cover its alias. */
function findMissingPermissions(wiring: PoolWiring): readonly string[] {
  return wiring.triggers.flatMap((trigger) =>
    trigger.function === undefined || isPermitted(wiring, trigger)
      ? []
      : `Trigger ${trigger.operation} calls ${describeTarget(trigger)}, but no permission lets this pool invoke it: add one for ${cognitoPrincipal} with the pool's ARN, as addTrigger of the CDK's UserPool does.`,
  )
}

function isPermitted(wiring: PoolWiring, { target }: WiredTrigger): boolean {
  return wiring.permissions.some(
    (permission) =>
      permission.target === target &&
      permission.principal === cognitoPrincipal &&
      isOfPool(permission.source, wiring.pool),
  )
}

/** A permission without a source is for every pool, and so is one with `*` for the pool. */
function isOfPool(source: string | undefined, pool: string): boolean {
  return source === undefined || source.includes(pool) || /(?:^|[:/"])\*["\]}]*$/.test(source)
}

/** From a pool that does not send with SES, each call that a custom mail belongs to would fail.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html */
function findWrongSender(
  { emailSendingAccount }: PoolWiring,
  [message]: readonly string[],
): readonly string[] {
  if (message === undefined || emailSendingAccount === 'DEVELOPER') return []
  return [
    `Message ${message} writes mail, which Cognito takes only for a pool that sends with SES: set ses, or leave email out of the messages.`,
  ]
}

/** Cognito accepts the old and the new setting together only when both name the same function. */
function findTwoTokenTriggers(wiring: PoolWiring): readonly string[] {
  const [legacy, current] = ['preTokenGeneration', 'preTokenGenerationConfig'].map((operation) =>
    wiring.triggers.find((trigger) => trigger.operation === operation),
  )
  if (legacy === undefined || current === undefined || legacy.target === current.target) return []
  return [
    `Trigger preTokenGeneration calls ${describeTarget(legacy)} and preTokenGenerationConfig calls ${describeTarget(current)}, but Cognito accepts one function for both: remove preTokenGeneration.`,
  ]
}

/** A client without a list may write every standard attribute at least. */
function findOpenAttributes({ clients }: PoolWiring, guarded: readonly AttributeUse[]): readonly string[] {
  return clients.flatMap(({ path, writes }) =>
    guarded
      .filter(({ attribute }) => writes === undefined || writes.includes(attribute))
      .map(({ attribute, by }) =>
        writes === undefined
          ? `Client ${path} does not say what it may write, so that people may change ${attribute}, on which ${by} relies: give it writeAttributes without ${attribute}.`
          : `Client ${path} may write ${attribute}, on which ${by} relies: take ${attribute} out of its writeAttributes.`,
      ),
  )
}

function findRepeatedGroups({ groups }: PoolWiring): readonly string[] {
  return groups.flatMap(({ name, path }, index) => {
    const twin = groups.slice(0, index).find((each) => each.name === name)
    return twin === undefined
      ? []
      : `Groups ${twin.path} and ${path} both make ${name}, which fails at deployment: remove yours, since the suite makes the groups that it names.`
  })
}

/** An override goes before what is connected, and a `lambdaConfig` that is set as a whole takes it away. */
function findLostTriggers(pool: CfnUserPool, wiring: PoolWiring, triggers: Triggers): readonly string[] {
  const functions = new Map(
    [...triggers].map(([name, fn]) => [operationsOf(registry[name].poolProperty)[0], fn] as const),
  )
  return [...functions].flatMap(([operation, { node, function: fn }]) => {
    const wired = wiring.triggers.find((each) => each.operation === operation)
    if (wired?.function?.path.startsWith(`${fn.node.path}/`) === true) return []
    const now = wired === undefined ? 'nothing' : describeTarget(wired)
    return [
      `Pool ${pool.node.path} calls ${now} for ${operation} in place of the suite, whose function is ${node.path}: take out what sets it after the suite, such as an override or a lambdaConfig.`,
    ]
  })
}

/** The suite's override goes before what a pool's owner assigns after it, who would not notice. */
function findHidden(
  { node, lambdaConfig }: CfnUserPool,
  triggers: Triggers,
  slots: Slots,
): readonly string[] {
  if (lambdaConfig === undefined || Tokenization.isResolvable(lambdaConfig)) return []
  const assigned = new Set(Object.keys(lambdaConfig))
  return [...triggers.keys()].flatMap((name) => {
    const operation = operationsOf(registry[name].poolProperty).find((each) => assigned.has(each))
    return operation === undefined || slots[name] === 'replace'
      ? []
      : [
          `lambdaConfig of pool ${node.path} was given ${operation} after the suite, which takes its place: give slots: { '${name}': 'keep' } to leave it so, or 'replace' to call the suite's function instead.`,
        ]
  })
}

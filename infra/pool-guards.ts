/** Mistakes between a pool and its functions that deploy without an error and then break every sign-in. */
import type { PoolWiring, WiredTrigger } from './pool-wiring.ts'

type Guard = (wiring: PoolWiring) => readonly string[]

/** Cognito waits 5 s for an answer, and the answer needs time to travel back. */
const maxTimeoutS = 4

const cognitoPrincipal = 'cognito-idp.amazonaws.com'

/** Every mistake as one sentence that says what to do; empty when the pool may be deployed. */
export function findPoolMistakes(wiring: PoolWiring, mailMessages: readonly string[]): readonly string[] {
  const guards: readonly Guard[] = [
    findLateTimeouts,
    findPlanTooSmall,
    findMissingPermissions,
    findTwoTokenTriggers,
    findOverridden,
  ]
  return [...guards.flatMap((guard) => guard(wiring)), ...findWrongSender(wiring, mailMessages)]
}

function findLateTimeouts(wiring: PoolWiring): readonly string[] {
  return wiring.triggers.flatMap(({ operation, function: fn }) =>
    fn === undefined || fn.timeoutS <= maxTimeoutS
      ? []
      : `Function ${fn.path} may run ${fn.timeoutS} s, but Cognito waits 5 s for ${operation}: set a timeout of ${maxTimeoutS} s or less.`,
  )
}

/** Cognito refuses V2_0 and V3_0 below Essentials only at deployment. */
function findPlanTooSmall(wiring: PoolWiring): readonly string[] {
  const { plan = 'not set' } = wiring
  if (plan === 'ESSENTIALS' || plan === 'PLUS') return []
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
      : `Trigger ${trigger.operation} calls ${trigger.target}, but no permission lets this pool invoke it: use connectTrigger, which adds one.`,
  )
}

function isPermitted(wiring: PoolWiring, { target }: WiredTrigger): boolean {
  return wiring.permissions.some(
    (permission) =>
      permission.target === target &&
      permission.principal === cognitoPrincipal &&
      permission.source === wiring.poolLogicalId,
  )
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

/** No permission comes with an override. */
function findOverridden({ overridden }: PoolWiring): readonly string[] {
  return overridden.map(
    (operation) =>
      `An override of the template decides what the pool calls for ${operation}, in place of the suite: take it out.`,
  )
}

/** Cognito accepts the old and the new setting together only when both name the same function. */
function findTwoTokenTriggers(wiring: PoolWiring): readonly string[] {
  const targetOf = (operation: string): string | undefined =>
    wiring.triggers.find((trigger) => trigger.operation === operation)?.target
  const legacy = targetOf('preTokenGeneration')
  const current = targetOf('preTokenGenerationConfig')
  if (legacy === undefined || current === undefined || legacy === current) return []
  return [
    `Trigger preTokenGeneration calls ${legacy} and preTokenGenerationConfig calls ${current}, but Cognito accepts one function for both: remove preTokenGeneration.`,
  ]
}

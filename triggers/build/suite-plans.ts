/** What the functions of a suite call, and which names of the account they use, from its configuration. */
import { type PlannedStep, provePlan } from '../core/plan.ts'
import { mediaOf } from '../custom-message/message.ts'
import { attributesOf, type AttributeUse, groupsOf, plansOf, refusalsOf, usesOf } from '../definitions.ts'
import { planProvisioningWorker } from '../provisioning-worker/plan.ts'
import { type TriggerName, worker } from '../registry.ts'
import type { Suite } from '../suite-parts.ts'

/** What a step needs: IAM actions on the resource of its dependency. */
export type PlannedCall = Pick<
  PlannedStep,
  'dependency' | 'actions' | 'secret' | 'leadingKeys' | 'origin' | 'resources'
>

/** The worst case of one trigger, from its plan. */
export interface PlanProof {
  /** The trigger's folder name, such as `pre-sign-up`. */
  readonly trigger: string
  /** The slowest path that the plan allows, in milliseconds. */
  readonly totalMs: number
  /** The trigger's limit, in milliseconds. */
  readonly limitMs: number
  /** The arithmetic of the total, such as `gather 1,200 ms + perform 900 ms = 2,100 ms`. */
  readonly arithmetic: string
}

export interface TokenExpectations {
  /** The event version that the suite expects. */
  readonly expectedVersion?: '1' | '2' | '3' | undefined
  /** Claim sources that are only for machine clients. */
  readonly forMachines: readonly string[]
}

export interface SuitePlans {
  /** By function. A trigger that is missing is not deployed. */
  readonly calls: Readonly<
    Record<typeof worker.name, readonly PlannedCall[]> & Partial<Record<TriggerName, readonly PlannedCall[]>>
  >
  /** The most copies of the worker that run at once. */
  readonly workerCopies: number
  /** What pre token generation assumes of the pool. */
  readonly tokens: TokenExpectations
  /** User attributes on which refusals depend. */
  readonly refusals: readonly AttributeUse[]
  /** User attributes that the suite names. The pool must have them. */
  readonly attributes: readonly AttributeUse[]
  readonly proofs: readonly PlanProof[]
  readonly mailSenders: readonly string[]
  /** Messages of Cognito that are written as mail. */
  readonly mailMessages: readonly string[]
  readonly groups: readonly string[]
  /** Epoch milliseconds. Users confirmed before it are sent no mail, webhook or event. */
  readonly effectsSinceMs?: number
}

/** The plans of a suite, such as `import * as suite from './triggers/suite.ts'`. */
export function readSuitePlans(suite: Suite): SuitePlans {
  const plans = plansOf(suite)
  const tokens = suite.preTokenGeneration()
  const provisioning = suite.provisioningWorker()
  return {
    calls: {
      ...Object.fromEntries(
        plans.map(({ trigger, phases }) => [trigger, phases.flatMap(({ steps }) => steps)]),
      ),
      [worker.name]: planProvisioningWorker(provisioning).steps,
    },
    workerCopies: provisioning.copies,
    tokens: {
      expectedVersion: tokens.expectedVersion,
      forMachines: tokens.claims
        .filter(({ sources }) => sources.every((source) => source === 'TokenGeneration_ClientCredentials'))
        .map(({ name }) => name),
    },
    refusals: refusalsOf(suite),
    attributes: [
      ...attributesOf(suite),
      ...provisioning.effects.flatMap((effect) => usesOf('effect', effect, effect.reads)),
    ],
    proofs: plans.map(provePlan),
    mailSenders: [
      ...new Set(provisioning.effects.flatMap(({ mailFrom }) => (mailFrom === undefined ? [] : [mailFrom]))),
    ],
    mailMessages: (suite.customMessage?.().messages ?? [])
      .filter((message) => mediaOf(message).includes('email'))
      .map(({ name }) => name),
    groups: ownGroups([...groupsOf(suite), ...provisioning.effects.flatMap(({ groups = [] }) => groups)]),
    ...(provisioning.effectsSinceMs === undefined ? {} : { effectsSinceMs: provisioning.effectsSinceMs }),
  }
}

/** What people must not write about themselves: attributes on which a refusal depends, those of the team's own that become
 * claims, and the tenant whose data a token opens. `allowed` are those that the team lets them choose all the same. */
export function guardedAttributes(
  { refusals, attributes }: Pick<SuitePlans, 'refusals' | 'attributes'>,
  allowed: readonly string[] = [],
): readonly AttributeUse[] {
  const claimed = attributes.filter(
    ({ by, attribute }) =>
      attribute === 'custom:tenant' || (by.startsWith('claim source ') && attribute.startsWith('custom:')),
  )
  return [...new Map([...claimed, ...refusals].map((use) => [use.attribute, use])).values()].filter(
    ({ attribute }) => !allowed.includes(attribute),
  )
}

/** A sender as the suite comes with it, from whom nobody can send. */
export function findPlaceholderSender({ mailSenders }: Pick<SuitePlans, 'mailSenders'>): string | undefined {
  return mailSenders.find((sender) => /@([\w-]+\.)*example(\.com|\.org|\.net)?>?$/.test(sender))
}

/** Each group once, without the groups of identity providers, which Cognito creates itself: `<pool id>_<provider>`. */
function ownGroups(named: readonly string[]): readonly string[] {
  return [...new Set(named)].filter((group) => !/^[a-z]{2,4}(-[a-z]+)+-\d_[A-Za-z0-9]{9}_/.test(group)).sort()
}

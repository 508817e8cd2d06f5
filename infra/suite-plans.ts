/** What the functions of a suite call, and what of the account they name: read from its configuration. */
import { type PlannedStep, provePlan } from '../triggers/core/plan.ts'
import { groupsOf, plansOf } from '../triggers/definitions.ts'
import { planProvisioningWorker } from '../triggers/provisioning-worker/plan.ts'
import { type TriggerName, worker } from '../triggers/registry.ts'
import type { Suite } from '../triggers/suite-parts.ts'
import type { PlanProof } from './plan-proof.ts'

/** What a step needs: actions of IAM on what its dependency is in the account. */
export type PlannedCall = Pick<PlannedStep, 'dependency' | 'actions' | 'secret' | 'leadingKeys'>

export interface TokenExpectations {
  /** The event version that the suite says it gets. */
  readonly expectedVersion?: '1' | '2' | '3' | undefined
  /** Claim sources that speak for machine clients and for nobody else. */
  readonly forMachines: readonly string[]
  /** User attributes by which claim sources refuse, with the source of each. */
  readonly refusals?: readonly { readonly source: string; readonly attribute: string }[]
}

export interface SuitePlans {
  /** By function; a trigger that is not among them is not deployed. */
  readonly calls: Readonly<
    Record<typeof worker.name, readonly PlannedCall[]> & Partial<Record<TriggerName, readonly PlannedCall[]>>
  >
  /** So many copies of the worker run at once, at most. */
  readonly workerCopies: number
  /** What pre token generation takes for granted of the pool. */
  readonly tokens: TokenExpectations
  /** The slowest path of each trigger. */
  readonly proofs: readonly PlanProof[]
  /** Addresses that mail is sent from. */
  readonly mailSenders: readonly string[]
  /** Groups that effects and claims name. */
  readonly groups: readonly string[]
  /** Epoch milliseconds: users confirmed before are sent no mail, webhook or event. */
  readonly effectsSinceMs?: number
}

/** The plans of a suite, such as `import * as suite from '../triggers/suite.ts'`. */
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
      refusals: tokens.claims.flatMap(({ name: source, refusesBy = [] }) =>
        refusesBy.map((attribute) => ({ source, attribute })),
      ),
    },
    proofs: plans.map(provePlan),
    mailSenders: [
      ...new Set(provisioning.effects.flatMap(({ mailFrom }) => (mailFrom === undefined ? [] : [mailFrom]))),
    ],
    groups: ownGroups([...groupsOf(suite), ...provisioning.effects.flatMap(({ groups = [] }) => groups)]),
    ...(provisioning.effectsSinceMs === undefined ? {} : { effectsSinceMs: provisioning.effectsSinceMs }),
  }
}

/** Each once, but for the group of an identity provider, which Cognito creates itself: `<pool id>_<provider>`. */
function ownGroups(named: readonly string[]): readonly string[] {
  return [...new Set(named)].filter((group) => !/^[a-z]{2,4}(-[a-z]+)+-\d_[A-Za-z0-9]{9}_/.test(group)).sort()
}

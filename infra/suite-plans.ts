/** What the functions of a suite call, and what of the account they name: read from its configuration. */
import { type PlannedStep, provePlan } from '../triggers/core/plan.ts'
import type { PostConfirmationConfig } from '../triggers/post-confirmation/effect-definition.ts'
import { planPostConfirmation } from '../triggers/post-confirmation/plan.ts'
import { planPreSignUp } from '../triggers/pre-sign-up/plan.ts'
import type { PreSignUpConfig } from '../triggers/pre-sign-up/rule.ts'
import type { PreTokenGenerationConfig } from '../triggers/pre-token-generation/claim-source.ts'
import { planPreTokenGeneration } from '../triggers/pre-token-generation/plan.ts'
import type { WorkerConfig } from '../triggers/provisioning-worker/config.ts'
import { planProvisioningWorker } from '../triggers/provisioning-worker/plan.ts'
import type { PlanProof } from './plan-proof.ts'

/** What `triggers/suite.ts` exports. */
export interface Suite {
  readonly preSignUp: () => PreSignUpConfig
  readonly preTokenGeneration: () => PreTokenGenerationConfig
  readonly postConfirmation: () => PostConfirmationConfig
  readonly provisioningWorker: () => WorkerConfig
}

/** What a step needs: actions of IAM on what its dependency is in the account. */
export type PlannedCall = Pick<PlannedStep, 'dependency' | 'actions' | 'secret' | 'leadingKeys'>

export interface TokenExpectations {
  /** The event version that the suite says it gets. */
  readonly expectedVersion?: '1' | '2' | '3' | undefined
  /** Claim sources that speak for machine clients and for nobody else. */
  readonly forMachines: readonly string[]
}

export interface SuitePlans {
  readonly preSignUp: readonly PlannedCall[]
  readonly preTokenGeneration: readonly PlannedCall[]
  readonly postConfirmation: readonly PlannedCall[]
  readonly provisioningWorker: readonly PlannedCall[]
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
  const preSignUp = planPreSignUp(suite.preSignUp())
  const tokens = suite.preTokenGeneration()
  const preTokenGeneration = planPreTokenGeneration(tokens)
  const provisioning = suite.postConfirmation()
  const postConfirmation = planPostConfirmation(provisioning)
  const stepsOf = (plan: typeof preSignUp): readonly PlannedCall[] =>
    plan.phases.flatMap(({ steps }) => steps)
  const worker = suite.provisioningWorker()
  return {
    preSignUp: stepsOf(preSignUp),
    preTokenGeneration: stepsOf(preTokenGeneration),
    postConfirmation: stepsOf(postConfirmation),
    provisioningWorker: planProvisioningWorker(worker).steps,
    workerCopies: worker.copies,
    tokens: {
      expectedVersion: tokens.expectedVersion,
      forMachines: tokens.claims
        .filter(({ sources }) => sources.every((source) => source === 'TokenGeneration_ClientCredentials'))
        .map(({ name }) => name),
    },
    proofs: [preSignUp, preTokenGeneration, postConfirmation].map(provePlan),
    mailSenders: [
      ...new Set(worker.effects.flatMap(({ mailFrom }) => (mailFrom === undefined ? [] : [mailFrom]))),
    ],
    groups: groupsOf([
      ...[...provisioning.effects, ...worker.effects].map(({ groups = [] }) => groups),
      ...tokens.claims.map(({ groupNames = [] }) => groupNames),
    ]),
    ...(worker.effectsSinceMs === undefined ? {} : { effectsSinceMs: worker.effectsSinceMs }),
  }
}

/** Each once, but for the group of an identity provider, which Cognito creates itself: `<pool id>_<provider>`. */
function groupsOf(named: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(named.flat())]
    .filter((group) => !/^[a-z]+(-[a-z]+)+-\d_[A-Za-z0-9]+_/.test(group))
    .sort()
}

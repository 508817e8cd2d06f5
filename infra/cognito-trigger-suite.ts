/** The construct that a team adds to its stack: a user pool, its three triggers and their table. */
import { Aws } from 'aws-cdk-lib'
import { FeaturePlan, LambdaVersion, UserPoolOperation } from 'aws-cdk-lib/aws-cognito'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'

import { connectTrigger } from './connect-trigger.ts'
import { requirePlansFit } from './plan-proof.ts'
import type { PlanProof } from './plan-proof.ts'
import { findPoolMistakes } from './pool-guards.ts'
import { allowPoolActions } from './pool-permissions.ts'
import { readPoolWiring } from './pool-wiring.ts'
import { SuiteTable } from './suite-table.ts'
import { TriggerFunction } from './trigger-function.ts'
import { SuiteUserPool } from './user-pool.ts'

/** The shape of the pre token generation event: V1_0 ID token only, V2_0 both tokens, V3_0 machine tokens too. */
export type PreTokenGenerationVersion = 'V1_0' | 'V2_0' | 'V3_0'

export interface CognitoTriggerSuiteProps {
  /**
   * Where `npm run build` put the triggers; each needs `<trigger>/index.mjs`.
   *
   * @default 'dist/triggers'
   */
  readonly bundleDirectory?: string
  /**
   * Keep the pool, the table and the logs, and refuse to delete them, when the stack goes.
   *
   * @default true
   */
  readonly retainData?: boolean
  /**
   * The pool's plan. Must be Essentials or Plus for pre token generation V2_0 and V3_0.
   *
   * @default FeaturePlan.ESSENTIALS
   */
  readonly featurePlan?: FeaturePlan
  /**
   * The event that pre token generation gets. Must match what its handler answers.
   *
   * @default 'V2_0'
   */
  readonly preTokenGenerationVersion?: PreTokenGenerationVersion
  /**
   * Whether a rule of pre sign-up reads the table (invitations, domains); adds `dynamodb:GetItem` to its role.
   *
   * @default false
   */
  readonly preSignUpReadsTable?: boolean
  /**
   * The group that every confirmed user joins. Must be the one that the post confirmation trigger names.
   *
   * @default 'members'
   */
  readonly defaultGroup?: string
  /**
   * The first label of the managed login's domain. Unique in the Region; without `aws`, `amazon` and `cognito`.
   *
   * @default 'trigger-suite-<account id>'
   */
  readonly domainPrefix?: string
  /**
   * Where managed login may send a person after sign-in. HTTPS, but for localhost.
   *
   * @default ['http://localhost:3000/callback']
   */
  readonly callbackUrls?: readonly string[]
  /**
   * Where managed login may send a person after sign-out. HTTPS, but for localhost.
   *
   * @default ['http://localhost:3000/']
   */
  readonly logoutUrls?: readonly string[]
  /**
   * How long each trigger's log lines are kept.
   *
   * @default one month
   */
  readonly logRetention?: RetentionDays
  /**
   * The worst case of each trigger's plan. One that exceeds its limit fails the synthesis with the arithmetic shown.
   *
   * @default none are checked
   */
  readonly proofs?: readonly PlanProof[]
}

const LAMBDA_VERSIONS = {
  V1_0: LambdaVersion.V1_0,
  V2_0: LambdaVersion.V2_0,
  V3_0: LambdaVersion.V3_0,
} as const

export class CognitoTriggerSuite extends Construct {
  readonly userPool: SuiteUserPool
  readonly table: SuiteTable
  readonly preSignUp: TriggerFunction
  readonly preTokenGeneration: TriggerFunction
  readonly postConfirmation: TriggerFunction

  constructor(scope: Construct, id: string, props: CognitoTriggerSuiteProps = {}) {
    super(scope, id)
    requirePlansFit(props.proofs ?? [])
    const retainData = props.retainData ?? true

    this.table = new SuiteTable(this, 'Data', { retainData })
    this.userPool = new SuiteUserPool(this, 'Users', {
      retainData,
      featurePlan: props.featurePlan ?? FeaturePlan.ESSENTIALS,
      domainPrefix: props.domainPrefix ?? `trigger-suite-${Aws.ACCOUNT_ID}`,
      defaultGroup: props.defaultGroup ?? 'members',
      callbackUrls: props.callbackUrls ?? ['http://localhost:3000/callback'],
      logoutUrls: props.logoutUrls ?? ['http://localhost:3000/'],
    })

    const preSignUpActions = props.preSignUpReadsTable === true ? ['dynamodb:GetItem'] : []
    this.preSignUp = this.addTrigger('PreSignUp', 'pre-sign-up', props, preSignUpActions)
    this.preTokenGeneration = this.addTrigger('PreTokenGeneration', 'pre-token-generation', props, [
      'dynamodb:GetItem',
    ])
    this.postConfirmation = this.addTrigger('PostConfirmation', 'post-confirmation', props, [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ])

    const { pool } = this.userPool
    const version = LAMBDA_VERSIONS[props.preTokenGenerationVersion ?? 'V2_0']
    connectTrigger(pool, UserPoolOperation.PRE_SIGN_UP, this.preSignUp)
    connectTrigger(pool, UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, this.preTokenGeneration, version)
    connectTrigger(pool, UserPoolOperation.POST_CONFIRMATION, this.postConfirmation)
    allowPoolActions(this.postConfirmation, pool, ['cognito-idp:AdminAddUserToGroup'])
    this.node.addValidation({ validate: () => [...findPoolMistakes(readPoolWiring(pool))] })
  }

  private addTrigger(
    id: string,
    trigger: string,
    props: CognitoTriggerSuiteProps,
    tableActions: readonly string[],
  ): TriggerFunction {
    const { tableName, tableArn } = this.table.table
    const triggerFunction = new TriggerFunction(this, id, {
      trigger,
      bundleDirectory: props.bundleDirectory ?? 'dist/triggers',
      retainLogs: props.retainData ?? true,
      logRetention: props.logRetention,
      environment: tableActions.length > 0 ? { TABLE_NAME: tableName } : {},
    })
    if (tableActions.length > 0) triggerFunction.allow(tableActions, tableArn)
    return triggerFunction
  }
}

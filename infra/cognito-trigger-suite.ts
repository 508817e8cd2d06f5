/** The construct that a team adds to its stack: a user pool, its triggers, their table, and the worker that finishes
 * users. */
import { Stack, Stage, Aws, Fn } from 'aws-cdk-lib/core'
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import type { EventBus } from 'aws-cdk-lib/aws-events'
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { createHash } from 'node:crypto'

import type { TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { acceptSuite } from './accept-suite.ts'
import { checkSuiteProps } from './check-props.ts'
import { requireDeclared, tenant } from './custom-attributes.ts'
import { findGivenPool } from './given-pool.ts'
import { guardPool } from './operations.ts'
import { findPoolMistakes } from './pool-guards.ts'
import type { CognitoTriggerSuiteProps } from './suite-props.ts'
import { findSecretVariables } from './secret-guards.ts'
import { SuiteTable } from './suite-table.ts'
import { requireUnwritable } from './token-guards.ts'
import type { TriggerFunction } from './trigger-function.ts'
import { addTriggerParts, type TriggerParts } from './trigger-parts.ts'
import { warnOfUnfinished, warnOfUnfinishedPool } from './unfinished.ts'
import { SuiteUserPool } from './user-pool.ts'

export class CognitoTriggerSuite extends Construct implements TriggerParts {
  /** What the suite's functions call. */
  readonly plans: SuitePlans
  readonly userPool: SuiteUserPool
  readonly table: SuiteTable
  readonly triggers: ReadonlyMap<TriggerName, TriggerFunction>
  readonly provisioningWorker: TriggerFunction
  readonly eventBus: EventBus | undefined
  readonly webhookSecret: Secret | undefined
  private readonly domains: readonly string[]

  constructor(scope: Construct, id: string, props: CognitoTriggerSuiteProps) {
    super(scope, id)
    checkSuiteProps(props)
    const built = acceptSuite(this, props)
    const { plans } = built
    this.plans = plans
    const writableAttributes = props.writableAttributes ?? ['email', 'name', 'locale']
    requireUnwritable(plans.refusals, writableAttributes)
    const customAttributes = props.customAttributes ?? {}
    requireDeclared(plans.attributes, [tenant, ...Object.keys(customAttributes)])

    const retainData = props.retainData ?? true
    const domainPrefix = props.domainPrefix ?? defaultDomainPrefix(this)
    this.domains = [domainPrefix, ...(props.customDomain ? [props.customDomain.name] : [])]
    this.table = new SuiteTable(this, 'Data', {
      retainData,
      encryptionKeyArn: props.encryptionKeyArn,
    })
    this.userPool = new SuiteUserPool(this, 'Users', {
      retainData,
      featurePlan: props.featurePlan ?? FeaturePlan.ESSENTIALS,
      domainPrefix,
      groups: plans.groups,
      callbackUrls: props.callbackUrls ?? ['http://localhost:3000/callback'],
      logoutUrls: props.logoutUrls ?? ['http://localhost:3000/'],
      customAttributes,
      selfSignUp: props.selfSignUp ?? true,
      signInBy: props.signInBy ?? ['email'],
      mfa: props.mfa,
      customDomain: props.customDomain,
      passwordPolicy: props.passwordPolicy ?? {},
      tokenLifetimes: props.tokenLifetimes ?? {},
      writableAttributes,
      identityProviders: props.identityProviders ?? [],
      ses: props.ses,
      omitSchema: props.omitSchema ?? false,
      threatProtection: props.threatProtection,
    })
    const { clients } = this.userPool
    if (props.webAclArn !== undefined) guardPool(this, this.userPool.pool.userPoolArn, props.webAclArn)
    const pool = findGivenPool(this, this.userPool.pool)
    const parts = addTriggerParts(this, {
      ...props,
      ...built,
      table: this.table,
      pool,
      client: clients.public,
      clientIds: [clients.public.userPoolClientId, clients.confidential.userPoolClientId],
    })
    this.triggers = parts.triggers
    this.provisioningWorker = parts.provisioningWorker
    this.eventBus = parts.eventBus
    this.webhookSecret = parts.webhookSecret
    if (retainData) {
      const ofPool = props.ses === undefined ? [] : [props.ses.fromEmail]
      warnOfUnfinished(this, { mailSenders: [...plans.mailSenders, ...ofPool] }, props)
      warnOfUnfinishedPool(this, props)
    }
    this.node.addValidation({
      validate: () => [
        ...findPoolMistakes(pool, plans, this.triggers, writableAttributes),
        ...findSecretVariables(this),
        ...this.findSameDomain(),
      ],
    })
  }

  /** Cognito gives a domain to one pool of a Region. What another stage of the app deploys may be elsewhere. */
  private findSameDomain(): readonly string[] {
    const { environment } = Stack.of(this)
    const twin = Stage.of(this)
      ?.node.findAll()
      .find(
        (each) =>
          each instanceof CognitoTriggerSuite &&
          each !== this &&
          Stage.of(each) === Stage.of(this) &&
          Stack.of(each).environment === environment &&
          each.domains.some((domain) => this.domains.includes(domain)),
      )
    return twin === undefined
      ? []
      : [
          `This suite and ${twin.node.path} have one domainPrefix or customDomain: give each its own, since a domain belongs to one pool.`,
        ]
  }
}

/** The first label of managed login's domain, for a suite that names none. Cognito gives a label to one pool of a Region, of
 * all accounts. The id of a stack is its own in all of them, and stays
 * over updates. A stack may hold two suites, which their places in the app set apart. */
function defaultDomainPrefix({ node }: Construct): string {
  const place = createHash('sha256').update(node.path).digest('hex').slice(0, 8)
  return `trigger-suite-${place}-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`
}

/** The user pool with its app clients, groups and managed login. */
import { CfnResource } from 'aws-cdk-lib/core'
import {
  CfnManagedLoginBranding,
  CfnUserPool,
  FeaturePlan,
  ManagedLoginVersion,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
} from 'aws-cdk-lib/aws-cognito'
import type { UserPoolDomain, UserPoolSESOptions } from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'

import { addAppClients } from './app-clients.ts'
import type { AppClients, AppClientsProps } from './app-clients.ts'
import { type CustomAttributes, toSchema } from './custom-attributes.ts'
import { addCustomDomain, type CustomDomain } from './custom-domain.ts'
import { type PasswordPolicy, toPasswordPolicy } from './password-policy.ts'
import type { ThreatProtection } from './pool-props.ts'
import { removalOf } from './removal.ts'
import { toEmail } from './ses-mail.ts'
import { type MfaSettings, type SignInName, toSignIn } from './sign-in.ts'

export interface SuiteUserPoolProps extends AppClientsProps {
  /** Keep the pool, and what sign-ins through it need, when the stack is deleted, and refuse to delete the pool. */
  readonly retainData: boolean
  /** The pool's plan. Pre token generation V2_0 and V3_0 need Essentials or Plus. */
  readonly featurePlan: FeaturePlan
  /** The first label of the managed login's domain: unique in the Region, without `aws`, `amazon` and `cognito`. */
  readonly domainPrefix: string
  readonly customAttributes: CustomAttributes
  readonly selfSignUp: boolean
  readonly signInBy: readonly SignInName[]
  readonly mfa: MfaSettings | undefined
  readonly passwordPolicy: PasswordPolicy
  readonly customDomain: CustomDomain | undefined
  /** What Cognito sends mail from; undefined for its own. */
  readonly ses: UserPoolSESOptions | undefined
  readonly threatProtection: ThreatProtection | undefined
  /** Leave the attributes out of an update of a pool that has them. */
  readonly omitSchema: boolean
  /** The groups that the suite names. A group that it no longer names keeps its members where data is retained. */
  readonly groups: readonly string[]
}

export class SuiteUserPool extends Construct {
  readonly pool: UserPool
  readonly clients: AppClients
  /** Only where the settings name one. */
  readonly customDomain: UserPoolDomain | undefined

  constructor(scope: Construct, id: string, props: SuiteUserPoolProps) {
    super(scope, id)
    requireDomainPrefix(props.domainPrefix)

    const removalPolicy = removalOf(props.retainData)
    // CloudFormation cannot change the sign-in alias, or an attribute of the schema: the deployment fails.
    this.pool = new UserPool(this, 'Pool', {
      featurePlan: props.featurePlan,
      ...toSignIn(props.signInBy, props.mfa),
      signInCaseSensitive: false,
      selfSignUpEnabled: props.selfSignUp,
      passwordPolicy: toPasswordPolicy(props.passwordPolicy),
      standardAttributes: { email: { required: true, mutable: true } },
      customAttributes: {
        tenant: new StringAttribute({ mutable: true, minLen: 1, maxLen: 64 }),
        ...toSchema(props.customAttributes),
      },
      ...(props.ses && { email: toEmail(props.ses) }),
      ...toThreatProtection(props),
      deletionProtection: props.retainData,
      removalPolicy,
    })
    requireGroupsApart(props.groups)
    for (const groupName of props.groups) this.pool.addGroup(`Group-${groupName}`, { groupName })
    this.clients = addAppClients(this.pool, props)
    this.customDomain = this.addLogin(props)
    completeSchema(this.pool, props.omitSchema)
    // Apps hold the ids of clients and the addresses of domains; people hold groups and names of providers.
    for (const each of this.node.findAll())
      if (CfnResource.isCfnResource(each)) each.applyRemovalPolicy(removalPolicy)
  }

  /** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html */
  private addLogin({ domainPrefix, customDomain, featurePlan }: SuiteUserPoolProps) {
    const isClassic = featurePlan === FeaturePlan.LITE
    const managedLoginVersion = isClassic
      ? ManagedLoginVersion.CLASSIC_HOSTED_UI
      : ManagedLoginVersion.NEWER_MANAGED_LOGIN
    this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix }, managedLoginVersion })
    if (!isClassic) this.addStyles()
    return customDomain && addCustomDomain(this.pool, customDomain, managedLoginVersion)
  }

  private addStyles(): void {
    // Managed login shows no page for a client without a style. Cognito's own look counts as a style.
    const styled = { PublicStyle: this.clients.public, ConfidentialStyle: this.clients.confidential }
    for (const [name, client] of Object.entries(styled)) {
      new CfnManagedLoginBranding(this, name, {
        userPoolId: this.pool.userPoolId,
        clientId: client.userPoolClientId,
        useCognitoProvidedValues: true,
      })
    }
  }
}

/** The CDK declares a standard attribute without its type. CloudFormation then may take it for a new one, and fails each
 * update of the pool: see docs/decisions/0023-the-schema-is-whole.md. */
function completeSchema(pool: UserPool, isOmitted: boolean): void {
  const resource = pool.node.defaultChild
  if (!(resource instanceof CfnUserPool)) throw new TypeError(`${pool.node.path} holds no pool.`)
  if (isOmitted) {
    resource.addPropertyDeletionOverride('Schema')
    return
  }
  resource.addPropertyOverride('Schema.0.AttributeDataType', 'String')
  resource.addPropertyOverride('Schema.0.StringAttributeConstraints', { MinLength: '0', MaxLength: '2048' })
}

/** @throws TypeError for a plan that does not have it: Cognito refuses it only at the deployment */
function toThreatProtection({ threatProtection, featurePlan }: SuiteUserPoolProps) {
  if (threatProtection === undefined) return {}
  if (featurePlan !== FeaturePlan.PLUS) {
    throw new TypeError(
      `threatProtection needs the plan PLUS, but featurePlan is ${featurePlan}: set featurePlan, or take threatProtection out.`,
    )
  }
  const { AUDIT_ONLY, FULL_FUNCTION } = StandardThreatProtectionMode
  return { standardThreatProtectionMode: threatProtection === 'audit' ? AUDIT_ONLY : FULL_FUNCTION }
}

/** The CDK writes `/` as `--` in the id of a group. The id must not change, since CloudFormation would create the group
 * again. */
export function requireGroupsApart(groups: readonly string[]): void {
  const idOf = (group: string): string => group.replaceAll('/', '--')
  for (const group of groups) {
    const other = groups.find((each) => each !== group && idOf(each) === idOf(group))
    if (other !== undefined) {
      throw new TypeError(
        `Groups '${group}' and '${other}' cannot both be in the stack, which writes / as --: give one of them another name.`,
      )
    }
  }
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
function requireDomainPrefix(domainPrefix: string): void {
  const reserved = /aws|amazon|cognito/.exec(domainPrefix)?.[0]
  if (reserved !== undefined) {
    throw new TypeError(
      `Domain prefix ${domainPrefix} contains "${reserved}", which Cognito refuses: choose another.`,
    )
  }
}

/** The synthesized stack as the local stack runs it: every reference resolved to a local value. */
import type { CallerModels } from '../callers/caller-models.ts'
import type { FunctionConfig } from '../lambda/function-config.ts'
import type { Permission } from '../lambda/policies.ts'

type ResolvedProperties = Readonly<Record<string, unknown>>

export interface FunctionModel extends FunctionConfig {
  readonly logicalId: string
  /** The trigger's folder name, such as `pre-sign-up`; the function's own name where nothing names a trigger. */
  readonly trigger: string
  readonly runtime: string
}

/** One statement of a function's resource policy. */
export type PermissionModel = Permission

export interface UserPoolModel {
  readonly id: string
  readonly arn: string
  readonly properties: ResolvedProperties
}

export interface ClientModel {
  readonly logicalId: string
  /** `machine` may use client credentials, `confidential` has a secret, `public` has none. */
  readonly kind: 'public' | 'confidential' | 'machine'
  readonly clientId: string
  readonly clientSecret?: string
  readonly name: string
  readonly properties: ResolvedProperties
}

export interface GroupModel {
  readonly name: string
  readonly properties: ResolvedProperties
}

export interface ResourceServerModel {
  readonly identifier: string
  readonly name: string
  /** Full names as they stand in a token, such as `api/read`. */
  readonly scopes: readonly string[]
  readonly properties: ResolvedProperties
}

export interface IdentityProviderModel {
  readonly name: string
  /** `OIDC`, `SAML`, `Google` … */
  readonly type: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Attribute of the pool → claim of the provider. */
  readonly attributeMapping: Readonly<Record<string, string>>
  readonly identifiers: readonly string[]
}

export interface TableModel {
  readonly name: string
  readonly arn: string
  readonly properties: ResolvedProperties
}

export interface WorkerModel {
  /** With its alias. */
  readonly functionArn: string
  readonly sweepRuleArn: string
  /** The schedule's period, in milliseconds. */
  readonly sweepEveryMs: number
  readonly sweepInput: unknown
  /** What else calls it again and again. */
  readonly otherSchedules: readonly { readonly everyMs: number; readonly input: unknown }[]
  /** Patterns of stream records; one that matches is enough, none at all lets every record through. */
  readonly streamFilters: readonly ResolvedProperties[]
  /** Records in one call, at most. */
  readonly streamBatchSize: number
}

export interface EventBusModel {
  readonly name: string
}

export interface StackModel {
  readonly region: string
  readonly accountId: string
  readonly stackName: string
  /** The functions of the triggers and of other callers; other functions of the stack are left out. */
  readonly functions: readonly FunctionModel[]
  readonly permissions: readonly PermissionModel[]
  readonly userPool: UserPoolModel
  readonly clients: readonly ClientModel[]
  readonly groups: readonly GroupModel[]
  readonly resourceServers: readonly ResourceServerModel[]
  /** The managed login's domain prefix. */
  readonly domain?: string
  readonly table: TableModel
  /** Of a template that the suite did not make. */
  readonly otherTables?: readonly TableModel[]
  readonly worker?: WorkerModel
  readonly eventBus?: EventBusModel
  readonly identityProviders: readonly IdentityProviderModel[]
  /** The secrets that the stack makes up, by ARN. */
  readonly secretArns: readonly string[]
  /** The secrets whose text the template says. */
  readonly writtenSecrets?: readonly { readonly arn: string; readonly value: string }[]
  /** ARNs of secrets that policies let functions read; `?` stands for any one character. */
  readonly grantedSecrets: readonly string[]
  /** What else calls functions while somebody waits. */
  readonly callers?: CallerModels
  /** Settings that need AWS itself, such as `Alarm.AlarmActions`. */
  readonly withoutEffect: readonly string[]
}

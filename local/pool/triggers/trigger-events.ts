/** The events that triggers receive: the common envelope and the request of each. */
import { isVerified } from '../users/attributes.ts'
import type { GroupClaims } from '../users/groups.ts'
import { isSignInName, type User } from '../users/users.ts'
import type { PoolSettings, PreTokenVersion } from '../settings/pool-settings.ts'

export interface TriggerEvent {
  readonly version: string
  readonly triggerSource: string
  readonly region: string
  readonly userPoolId: string
  readonly userName: string
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string }
  readonly request: { readonly [member: string]: unknown }
  readonly response: { readonly [member: string]: unknown }
}

export interface Envelope {
  readonly triggerSource: string
  readonly region: string
  readonly userPoolId: string
  readonly userName: string
  /** undefined for calls by an administrator, which come from no app client. */
  readonly clientId: string | undefined
}

type Texts = ReadonlyMap<string, string> | undefined

export function makePreSignUpEvent(
  envelope: Envelope,
  request: {
    readonly userAttributes: ReadonlyMap<string, string>
    readonly validationData: Texts
    readonly clientMetadata: Texts
  },
): TriggerEvent {
  return {
    ...wrap('1', envelope),
    request: {
      userAttributes: plain(request.userAttributes),
      validationData: request.validationData === undefined ? null : plain(request.validationData),
      ...metadata(request.clientMetadata),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  }
}

export function makePostConfirmationEvent(
  envelope: Envelope,
  request: { readonly userAttributes: ReadonlyMap<string, string>; readonly clientMetadata: Texts },
): TriggerEvent {
  return {
    ...wrap('1', envelope),
    request: { userAttributes: plain(request.userAttributes), ...metadata(request.clientMetadata) },
    response: {},
  }
}

/**
 * The event of pre token generation. AWS's samples show the untouched container as `[]`, its events as `null`;
 * `null` is sent here.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function makePreTokenEvent(
  envelope: Envelope,
  version: PreTokenVersion,
  request: {
    readonly userAttributes: ReadonlyMap<string, string>
    readonly groups: GroupClaims
    readonly scopes: readonly string[]
    readonly clientMetadata: Texts
  },
): TriggerEvent {
  const isV1 = version === 'V1_0'
  return {
    ...wrap(version.slice(1, 2), envelope),
    request: {
      userAttributes: plain(request.userAttributes),
      groupConfiguration: {
        groupsToOverride: request.groups.groups,
        iamRolesToOverride: request.groups.roles,
        preferredRole: request.groups.preferredRole ?? null,
      },
      ...(isV1 ? {} : { scopes: request.scopes }),
      ...metadata(request.clientMetadata),
    },
    response: isV1 ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  }
}

/**
 * The event of pre token generation for client credentials: no user, no groups. AWS does not say whether the two
 * empty members are sent.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function makeMachineTokenEvent(
  envelope: Envelope,
  request: { readonly scopes: readonly string[]; readonly clientMetadata: Texts },
): TriggerEvent {
  return {
    ...wrap('3', envelope),
    request: {
      userAttributes: {},
      groupConfiguration: {},
      scopes: request.scopes,
      ...metadata(request.clientMetadata),
    },
    response: { claimsAndScopeOverrideDetails: null },
  }
}

/** The attributes of a user that exists, with the pseudo-attributes Cognito adds. */
export function describeUser(user: User, settings: PoolSettings): ReadonlyMap<string, string> {
  const aliases =
    settings.usernameAttributes.length > 0 ? settings.usernameAttributes : settings.aliasAttributes
  const shown = aliases.filter(
    (name) =>
      name !== 'preferred_username' &&
      isSignInName(user, name, settings) &&
      isVerified(user.attributes, name),
  )
  return new Map([
    ['sub', user.sub],
    ...shown.map((name): [string, string] => [`cognito:${name}_alias`, user.attributes.get(name) ?? '']),
    ['cognito:user_status', user.status],
    ...user.attributes,
  ])
}

function wrap(version: string, envelope: Envelope): Omit<TriggerEvent, 'request' | 'response'> {
  return {
    version,
    triggerSource: envelope.triggerSource,
    region: envelope.region,
    userPoolId: envelope.userPoolId,
    userName: envelope.userName,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: envelope.clientId ?? 'CLIENT_ID_NOT_APPLICABLE',
    },
  }
}

function metadata(clientMetadata: Texts): { readonly clientMetadata?: { readonly [key: string]: string } } {
  return clientMetadata === undefined ? {} : { clientMetadata: plain(clientMetadata) }
}

function plain(texts: ReadonlyMap<string, string>): { readonly [key: string]: string } {
  return Object.fromEntries(texts)
}

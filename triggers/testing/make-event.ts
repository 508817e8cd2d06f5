/** Makes the event of any trigger source and version from its golden event. */
import { suggest } from '../core/options/nearest.ts'
import type { RawObject } from '../core/json.ts'
import type {
  CustomMessageSource,
  PreAuthenticationSource,
  PreSignUpSource,
  PreTokenGenerationSource,
} from '../events/sources.ts'
import type { registry, TriggerName } from '../registry.ts'
import { eventWith, readEventFixtures } from './golden-events.ts'

/** A trigger source. Pre token generation has versions: `TokenGeneration_Authentication.v2`. */
export type EventName =
  | Exclude<(typeof registry)[TriggerName]['sources'][number], PreTokenGenerationSource>
  | TokenEventName

/** A machine client has events of version 3 only. */
export type TokenEventName =
  | `${Exclude<PreTokenGenerationSource, 'TokenGeneration_ClientCredentials'>}.v${1 | 2 | 3}`
  | 'TokenGeneration_ClientCredentials.v3'

/** What replaces a part of the golden event, as a whole. Everything else stays. */
export interface EventParts {
  readonly userName?: string
  /** An app client's id, or null as in an administrator's call. */
  readonly clientId?: string | null
  readonly attributes?: RawObject | null
  readonly clientMetadata?: RawObject | null
}

interface SignUpParts extends EventParts {
  readonly validationData?: RawObject | null
}

interface SignInParts extends SignUpParts {
  /** Cognito asks about a user who does not exist. */
  readonly userNotFound?: boolean
}

interface TokenParts extends EventParts {
  readonly groups?: readonly string[]
  /** Versions 2 and 3 have them. */
  readonly scopes?: readonly string[]
}

interface MessageParts extends EventParts {
  readonly codeParameter?: string
  readonly linkParameter?: string
  readonly usernameParameter?: string | null
}

export type PartsOf<Name extends EventName> = Name extends PreSignUpSource
  ? SignUpParts
  : Name extends PreAuthenticationSource
    ? SignInParts
    : Name extends TokenEventName
      ? TokenParts
      : Name extends CustomMessageSource
        ? MessageParts
        : EventParts

type AnyParts = SignInParts & TokenParts & MessageParts

const partNames = {
  PreSignUp: ['validationData'],
  PreAuthentication: ['validationData', 'userNotFound'],
  TokenGeneration: ['groups', 'scopes'],
  CustomMessage: ['codeParameter', 'linkParameter', 'usernameParameter'],
  PostConfirmation: [],
} as const satisfies Readonly<Record<string, readonly (keyof AnyParts)[]>>

const commonNames = ['userName', 'clientId', 'attributes', 'clientMetadata'] as const

/** @throws TypeError that names the nearest event or part when there is none of that name */
export function makeEvent<Name extends EventName>(name: Name, parts?: PartsOf<Name>): RawObject {
  const known = readEventFixtures().map((fixture) => fixture.name)
  demandKnown('event', name, known)
  const { attributes, groups, userName, clientId, ...request }: AnyParts = parts ?? {}
  const own = Object.entries(partNames).find(([trigger]) => name.startsWith(trigger))?.[1] ?? []
  for (const part of Object.keys(parts ?? {}))
    demandKnown(`part of ${name} with the name`, part, [...commonNames, ...own])
  const event = eventWith(name, {
    ...request,
    ...(attributes === undefined ? {} : { userAttributes: attributes }),
    ...(groups === undefined
      ? {}
      : { groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: [], preferredRole: null } }),
  })
  return {
    ...event,
    ...(userName === undefined ? {} : { userName }),
    ...(clientId === undefined
      ? {}
      : { callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId } }),
  }
}

function demandKnown(what: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) throw new TypeError(`there is no ${what} ${name}${suggest(name, known)}`)
}

/** Makes the event of any trigger source and version from its golden event. */
import { isObject, type RawObject } from '../core/json.ts'
import { type Check, isPlain, optional, shape, valueThat } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { suggest } from '../core/options/nearest.ts'
import { inside, refuse } from '../core/options/refuse.ts'
import { flag, oneOf } from '../core/options/values.ts'
import type {
  CustomMessageSource,
  PreAuthenticationSource,
  PreSignUpSource,
  PreTokenGenerationSource,
} from '../events/sources.ts'
import type { registry, TriggerName } from '../registry.ts'
import { type EventFixture, eventWith, readEventFixtures } from './golden-events.ts'

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

const anyText = valueThat('a text', (value) => typeof value === 'string')
const textOrNull = valueThat('a text or null', (value) => value === null || typeof value === 'string')
const objectOrNull = valueThat('an object or null', (value) => value === null || isObject(value))

const common = {
  userName: optional(anyText),
  clientId: optional(textOrNull),
  attributes: optional(objectOrNull),
  clientMetadata: optional(objectOrNull),
}
const ofSignUp = { ...common, validationData: optional(objectOrNull) }
const names = optional(list(anyText, 0))

const partsOf: Readonly<Record<TriggerName, Check>> = {
  'pre-sign-up': shape<SignUpParts>(ofSignUp),
  'pre-authentication': shape<SignInParts>({ ...ofSignUp, userNotFound: optional(flag) }),
  'pre-token-generation': shape<TokenParts>({ ...common, groups: names, scopes: names }),
  'post-confirmation': shape<EventParts>(common),
  'custom-message': shape<MessageParts>({
    ...common,
    codeParameter: optional(anyText),
    linkParameter: optional(anyText),
    usernameParameter: optional(textOrNull),
  }),
}

/** @throws TypeError that names the nearest event or part when there is none of that name */
export function makeEvent<Name extends EventName>(name: Name, parts?: PartsOf<Name>): RawObject {
  return makeOf(name, parts)
}

/** What asks a question, and the event when the question names none. */
export interface Asking {
  readonly member: string
  readonly trigger: TriggerName
  readonly usual: EventName
}

/** The event of a question, which may name one of its trigger's events by `key`.
 * @throws TypeError that names the nearest event or part when there is none of that name */
export function eventOfQuestion(
  { member, trigger, usual }: Asking,
  question: unknown,
  key: 'source' | 'event' = 'source',
): RawObject {
  const at = { member, path: 'the question' }
  if (!isPlain(question)) refuse(at, 'an object', question)
  const { [key]: name = usual, ...parts } = question
  oneOf(readEventFixtures(trigger).map((fixture) => fixture.name)).test(name, inside(at, key))
  return makeOf(name, parts)
}

function makeOf(name: unknown, given: unknown = {}): RawObject {
  const fixtures = readEventFixtures()
  const fixture = fixtures.find((each) => each.name === name)
  if (fixture === undefined) throw unknownEvent(name, fixtures)
  partsOf[fixture.trigger].test(given, { member: `makeEvent of ${fixture.name}`, path: '' })
  const parts: AnyParts = isPlain(given) ? given : {}
  const { attributes, groups, userName, clientId, ...request } = parts
  const event = eventWith(fixture.name, {
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

function unknownEvent(name: unknown, fixtures: readonly EventFixture[]): TypeError {
  const near =
    typeof name === 'string'
      ? suggest(
          name,
          fixtures.map((each) => each.name),
        )
      : ''
  return new TypeError(
    `there is no event ${typeof name === 'string' ? name : `that is ${typeof name}`}${near || ': name one such as PreSignUp_SignUp or TokenGeneration_Authentication.v2'}`,
  )
}

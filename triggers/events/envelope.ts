/** Reads what every trigger event has in common, in all shapes that Cognito really sends.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
import { type RawObject, type StringMap, isObject, own, readStringMap } from '../core/json.ts'
import type { Parsed } from '../core/parsed.ts'

/** The envelope of a trigger event. */
export interface Envelope {
  /** `1`, `2` or `3`; AWS's samples show it as a number too. */
  readonly version: string
  readonly region: string
  readonly userPoolId: string
  /** Empty for machine clients, which have no user. */
  readonly userName: string
  /** The app client, or undefined for administrators' calls (`CLIENT_ID_NOT_APPLICABLE`, or null). */
  readonly clientId: string | undefined
  /** A present value that is not a text becomes empty: an unreadable value is not absent. */
  readonly userAttributes: StringMap
  readonly clientMetadata: StringMap
  /** The original trigger source, when the suite does not know it and treats it as another one. */
  readonly sentAs?: string
}

/** Reads envelope, source and request of `input`. `complete` builds the event of one trigger. */
export function parseEvent<Source extends string, Event>(
  input: unknown,
  readSource: (triggerSource: string) => Source | undefined,
  complete: (envelope: Envelope, source: Source, request: RawObject) => Event,
): Parsed<Event> {
  if (!isObject(input)) return malformed('the event is not a JSON object')
  const { version, triggerSource, region, userPoolId, userName, callerContext, request } = input
  if (typeof triggerSource !== 'string') return malformed('triggerSource is not a string')
  const source = readSource(triggerSource)
  if (source === undefined) return malformed('triggerSource is not one of this trigger')
  if (typeof version !== 'string' && typeof version !== 'number') return malformed('version is not a string')
  if (typeof region !== 'string') return malformed('region is not a string')
  if (typeof userPoolId !== 'string') return malformed('userPoolId is not a string')
  if (typeof userName !== 'string' && !isWithoutUser(source)) return malformed('userName is not a string')
  if (!isObject(request)) return malformed('request is not an object')

  const envelope: Envelope = {
    version: String(version),
    region,
    userPoolId,
    userName: typeof userName === 'string' ? userName : '',
    clientId: readClientId(callerContext),
    userAttributes: readStringMap(own(request, 'userAttributes'), ''),
    clientMetadata: readStringMap(own(request, 'clientMetadata')),
    ...(source === triggerSource ? {} : { sentAs: triggerSource }),
  }
  return { kind: 'event', event: complete(envelope, source, request), raw: input }
}

/** Whether it is an event of that trigger, by Cognito's name of it, however damaged or new the rest is. */
export function isOfTrigger(input: unknown, cognitoName: string): boolean {
  const triggerSource = isObject(input) ? own(input, 'triggerSource') : undefined
  return typeof triggerSource === 'string' && triggerSource.startsWith(`${cognitoName}_`)
}

/** The source of that name. A new source of the same trigger counts as `stranger`, unless that is `deny`. */
export function findSource<Source extends string>(
  known: readonly Source[],
  name: string,
  stranger: Source | 'deny',
): Source | undefined {
  const found = known.find((source) => source === name)
  if (found !== undefined || stranger === 'deny') return found
  const trigger = stranger.slice(0, stranger.indexOf('_') + 1)
  return name.startsWith(trigger) && /^\w{1,64}$/.test(name) ? stranger : undefined
}

/** The user's immutable id; undefined when Cognito sent none, or one that cannot be part of a key. `#` separates the
 * parts of a key: an id with `#` could make one user's key read as another's. */
export function readSub({ userAttributes }: Envelope): string | undefined {
  const sub = userAttributes.get('sub') ?? ''
  return sub === '' || sub.includes('#') ? undefined : sub
}

function isWithoutUser(source: string): boolean {
  return source === 'TokenGeneration_ClientCredentials'
}

function readClientId(callerContext: unknown): string | undefined {
  if (!isObject(callerContext)) return undefined
  const clientId = own(callerContext, 'clientId')
  return typeof clientId === 'string' && !['', 'CLIENT_ID_NOT_APPLICABLE'].includes(clientId)
    ? clientId
    : undefined
}

export function malformed(problem: string): { readonly kind: 'malformed'; readonly problem: string } {
  return { kind: 'malformed', problem }
}

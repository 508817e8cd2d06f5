/** The pre authentication event.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html */
import { own, readStringMap, type StringMap } from '../core/json.ts'
import type { Parsed } from '../core/parsed.ts'
import { type Envelope, findSource, malformed, parseEvent, readSub } from './envelope.ts'
import { type PreAuthenticationSource, preAuthenticationSources } from './sources.ts'

/** What an unknown source of this trigger counts as. */
export type UnknownAuthenticationSource = 'deny' | PreAuthenticationSource

export interface PreAuthenticationEvent extends Envelope {
  readonly source: PreAuthenticationSource
  /** The user's immutable id; undefined when Cognito sent none, or one that cannot be part of a key. */
  readonly sub: string | undefined
  /** The client metadata of the sign-in, which this trigger gets under this name. Untrusted. */
  readonly validationData: StringMap
  /** Whether Cognito says that the user does not exist. Cognito asks about such a user only where an app client hides
   * which users exist. */
  readonly isUserMissing: boolean
}

export function parsePreAuthentication(
  input: unknown,
  unknownSource: UnknownAuthenticationSource = 'deny',
): Parsed<PreAuthenticationEvent> {
  const parsed = parseEvent(
    input,
    (triggerSource) => findSource(preAuthenticationSources, triggerSource, unknownSource),
    (envelope, source, request) => {
      const validationData = readStringMap(own(request, 'validationData'))
      return {
        ...envelope,
        source,
        sub: readSub(envelope),
        validationData,
        // A denial then speaks the language that the app asked for.
        clientMetadata: new Map([...validationData, ...envelope.clientMetadata]),
        isUserMissing: readMissing(own(request, 'userNotFound'), envelope),
      }
    },
  )
  if (parsed.kind === 'malformed') return parsed
  const { isUserMissing } = parsed.event
  if (isUserMissing === undefined) return malformed('userNotFound is neither true nor false')
  return { ...parsed, event: { ...parsed.event, isUserMissing } }
}

/** A user with any data exists. undefined: it cannot be read. */
function readMissing(userNotFound: unknown, { userAttributes }: Envelope): boolean | undefined {
  const flag = readStringMap({ flag: userNotFound ?? false }, '')
    .get('flag')
    ?.toLowerCase()
  if (flag !== 'true' && flag !== 'false') return undefined
  return flag === 'true' && userAttributes.size === 0
}

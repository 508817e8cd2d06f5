/** The pre token generation event, in its three versions.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
import { type Envelope, findSource, parseEvent, readSub } from './envelope.ts'
import type { Parsed } from '../core/parsed.ts'
import { isObject, own, readStrings } from '../core/json.ts'
import { type PreTokenGenerationSource, preTokenGenerationSources } from './sources.ts'

/** Version 1 changes only the ID token; 2 and 3 also the access token; 3 is sent for machine clients too. */
export type PreTokenGenerationVersion = '1' | '2' | '3'

/** What an unknown source of this trigger counts as. */
export type UnknownTokenSource = 'deny' | 'TokenGeneration_Authentication'

export interface PreTokenGenerationEvent extends Envelope {
  readonly version: PreTokenGenerationVersion
  readonly source: PreTokenGenerationSource
  /** The user's immutable id; undefined for machine clients, and when it cannot be part of a key. */
  readonly sub: string | undefined
  readonly groups: readonly string[]
  readonly iamRoles: readonly string[]
  readonly preferredRole: string | undefined
  /** The scopes that the access token would carry; empty in version 1, which does not send them. */
  readonly scopes: readonly string[]
}

export function parsePreTokenGeneration(
  input: unknown,
  unknownSource: UnknownTokenSource = 'deny',
): Parsed<PreTokenGenerationEvent> {
  const parsed = parseEvent(
    input,
    (triggerSource) => findSource(preTokenGenerationSources, triggerSource, unknownSource),
    (envelope, source, request) => {
      const groupConfiguration = own(request, 'groupConfiguration')
      const groups = isObject(groupConfiguration) ? groupConfiguration : {}
      return {
        ...envelope,
        version: readVersion(envelope.version),
        source,
        sub: readSub(envelope),
        groups: readStrings(own(groups, 'groupsToOverride')),
        iamRoles: readStrings(own(groups, 'iamRolesToOverride')),
        preferredRole: readStrings(own(groups, 'preferredRole'))[0],
        scopes: readStrings(own(request, 'scopes')),
      }
    },
  )
  if (parsed.kind === 'malformed') return parsed
  const { version } = parsed.event
  if (version === undefined) return { kind: 'malformed', problem: 'version is not 1, 2 or 3' }
  return { kind: 'event', event: { ...parsed.event, version }, raw: parsed.raw }
}

function readVersion(version: string): PreTokenGenerationVersion | undefined {
  return version === '1' || version === '2' || version === '3' ? version : undefined
}

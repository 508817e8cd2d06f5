/** Renders the claim model into the response of the event's version.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
import type { Json } from '../core/decision.ts'
import type { PreTokenGenerationVersion } from '../events/pre-token-generation.ts'
import type { ClaimModel } from './claim-model.ts'
import type { StringEncoding } from './claim-source.ts'

type Claims = Readonly<Record<string, Json>>

/** Version 1: strings, and the ID token only. */
interface Version1Response {
  readonly claimsOverrideDetails: { readonly claimsToAddOrOverride: Readonly<Record<string, string>> }
}

/** Versions 2 and 3. Groups are left out: an empty override would take them all away. */
interface Version2Response {
  readonly claimsAndScopeOverrideDetails: {
    readonly idTokenGeneration: { readonly claimsToAddOrOverride: Claims }
    readonly accessTokenGeneration: {
      readonly claimsToAddOrOverride: Claims
      readonly scopesToAdd?: readonly string[]
      readonly scopesToSuppress?: readonly string[]
    }
  }
}

export type PreTokenGenerationResponse = Version1Response | Version2Response

/** The response, and the names of what the version has no place for. */
export function renderClaims(
  model: ClaimModel,
  version: PreTokenGenerationVersion,
  version1Encoding: StringEncoding,
): { readonly response: PreTokenGenerationResponse; readonly left: readonly string[] } {
  switch (version) {
    case '1':
      return {
        response: {
          claimsOverrideDetails: {
            claimsToAddOrOverride: Object.fromEntries(
              [...model.id].map(([name, value]) => [name, encodeAsString(value, version1Encoding)]),
            ),
          },
        },
        left: [
          ...[...model.access.keys()].map((name) => `access:${name}`),
          ...(model.scopesToAdd.length + model.scopesToSuppress.length > 0 ? ['scope'] : []),
        ],
      }
    case '2':
    case '3':
      return {
        response: {
          claimsAndScopeOverrideDetails: {
            idTokenGeneration: { claimsToAddOrOverride: Object.fromEntries(model.id) },
            accessTokenGeneration: {
              claimsToAddOrOverride: Object.fromEntries(model.access),
              ...(model.scopesToAdd.length > 0 ? { scopesToAdd: model.scopesToAdd } : {}),
              ...(model.scopesToSuppress.length > 0 ? { scopesToSuppress: model.scopesToSuppress } : {}),
            },
          },
        },
        left: [],
      }
  }
}

function encodeAsString(value: Json, encoding: StringEncoding): string {
  if (typeof value === 'string') return value
  const isList =
    Array.isArray(value) && value.every((entry) => typeof entry === 'string' && !/\s/.test(entry))
  return encoding === 'space-separated' && isList ? value.join(' ') : JSON.stringify(value)
}

/** Verifies bearer tokens as the JWT authorizer of an HTTP API does.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { readStrings } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Invoker } from '../invoker.ts'
import { message, words } from './answer.ts'
import type { Passage } from './event.ts'
import { readIdentity, refuse, type Verdict } from './lambda-authorizer.ts'
import type { JwtAuthorizerModel } from './model.ts'

const keysMs = 1_500

/** Only signatures by RSA are taken. */
const algorithms = ['RS256', 'RS384', 'RS512']

const noToken = refuse(message(401, 'Unauthorized', [['www-authenticate', 'Bearer']]))
const badToken = refuse(message(401, 'Unauthorized', [['www-authenticate', 'Bearer error="invalid_token"']]))
const noScope = refuse(words['http-api'].denied.byNone)

export type CheckToken = (
  passage: Passage,
  model: JwtAuthorizerModel & { readonly scopes: readonly string[] },
) => Promise<Verdict>

export function createJwtAuthorizers({ clock, issuerHere }: Invoker): CheckToken {
  const keySets = new Map<string, JWTVerifyGetKey>()
  const keysOf = (issuer: string): JWTVerifyGetKey => {
    const known = keySets.get(issuer)
    const keys =
      known ?? createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), { timeoutDuration: keysMs })
    keySets.set(issuer, keys)
    return keys
  }

  return async (passage, { issuer, audiences, identitySource, scopes }) => {
    const token = readIdentity(passage, identitySource)?.replace(/^Bearer /i, '')
    if (token === undefined) return noToken
    const here = issuerHere(issuer)
    if (here === undefined) return badToken
    const options = {
      issuer: here,
      algorithms,
      currentDate: new Date(clock.epochMs()),
      requiredClaims: ['exp'],
    }
    const payload = await jwtVerify(token, keysOf(here), options).then(
      (verified) => verified.payload,
      () => undefined,
    )
    if (payload === undefined || !isFor(payload, audiences)) return badToken
    const granted = scopesOf(payload)
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return noScope
    const claims = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asText(value)]))
    return {
      kind: 'passes',
      authorized: { kind: 'jwt', claims, scopes: scopes.length === 0 ? null : granted },
    }
  }
}

/** `client_id` counts only where there is no `aud`. */
function isFor({ aud, client_id: clientId }: JWTPayload, audiences: readonly string[]): boolean {
  return readStrings(aud ?? clientId).some((each) => audiences.includes(each))
}

function scopesOf({ scope, scp }: JWTPayload): readonly string[] {
  return readStrings(scope ?? scp).flatMap((text) => text.split(' '))
}

/** A list arrives as a text such as `[a b]`. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? `[${value.map(asText).join(' ')}]` : JSON.stringify(value)
}

/** An API of the team: checks tokens by aws-jwt-verify, and what they may do by their scopes. */
import { JwtVerifier } from 'aws-jwt-verify'
import type { StackDetails } from '../../local/details-file.ts'

export interface Api {
  /** The claims of a token that is genuine, current, of this pool and for this client.
   * @throws when it is not */
  verify(
    token: string,
    expected: { readonly use: 'id' | 'access'; readonly clientId: string },
  ): Promise<Readonly<Record<string, unknown>>>
  /** 200, 401 for no valid access token, 403 for one without the scope. */
  call(bearer: string, scope: string): Promise<200 | 401 | 403>
}

/** CognitoJwtVerifier takes AWS's own issuers only, so the issuer is named. */
export async function createApi({ issuer }: Pick<StackDetails, 'issuer'>): Promise<Api> {
  const jwksUri = `${issuer}/.well-known/jwks.json`
  const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri })
  verifier.cacheJwks(JSON.parse(await (await fetch(jwksUri)).text()))
  const read = async (token: string): Promise<Readonly<Record<string, unknown>>> => ({
    ...(await verifier.verify(token)),
  })
  return {
    async verify(token, { use, clientId }) {
      const claims = await read(token)
      const audience = claims[use === 'id' ? 'aud' : 'client_id']
      if (claims['token_use'] !== use || audience !== clientId)
        throw new Error(`the token is for ${String(claims['token_use'])} and ${String(audience)}`)
      return claims
    },
    async call(bearer, scope) {
      const claims = await read(bearer).catch(() => undefined)
      if (claims?.['token_use'] !== 'access') return 401
      return String(claims['scope']).split(' ').includes(scope) ? 200 : 403
    },
  }
}

/** RevokeToken: ends the session of a refresh token. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
import { ofClient } from '../operation.ts'
import { PoolError } from '../errors.ts'
import { optional, required, text } from '../input.ts'
import { checkClientSecret } from '../sign-in/secret-hash.ts'

export const revokeToken = ofClient(
  {
    Token: required(text({ pattern: /^[A-Za-z0-9-_=.]+$/ })),
    ClientSecret: optional(text({ min: 1, max: 64 })),
  },
  (context, client, input) => {
    checkClientSecret(client, input.ClientSecret)
    if (!client.canRevoke)
      throw new PoolError('UnsupportedOperationException', 'Token revocation is not enabled for this client.')

    // ID and access tokens are JWTs; refresh tokens of this pool have no dots.
    if (input.Token.includes('.'))
      throw new PoolError('UnsupportedTokenTypeException', 'The token must be a refresh token.')

    const owner = context.sessions.clientOf(input.Token)
    if (owner !== undefined && owner !== client.clientId)
      throw new PoolError('UnauthorizedException', 'The token was not issued to this client.')

    // RFC 7009 section 2.2: an unknown token is not an error.
    context.sessions.revoke(input.Token)
    return {}
  },
)

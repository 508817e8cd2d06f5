/** GetTokensFromRefreshToken: new tokens, and a new refresh token where it rotates. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html */
import { ofClient } from '../operation.ts'
import { optional, required, text, textMap } from '../input.ts'
import { renew } from '../tokens/refresh.ts'
import { checkClientSecret } from '../sign-in/secret-hash.ts'

export const getTokensFromRefreshToken = ofClient(
  {
    RefreshToken: required(text()),
    ClientSecret: optional(text({ min: 1, max: 64 })),
    ClientMetadata: optional(textMap()),
  },
  async (context, client, input) => {
    checkClientSecret(client, input.ClientSecret)
    const session = context.sessions.read(input.RefreshToken, client.clientId)
    // AWS documents this source for the operation, not TokenGeneration_RefreshTokens.
    const result = await renew(context, client, session, {
      source: 'TokenGeneration_Authentication',
      clientMetadata: input.ClientMetadata,
    })
    if (client.rotationGraceS === undefined) return { AuthenticationResult: result }
    // Of two calls at once with one token only the first may rotate it.
    context.sessions.read(input.RefreshToken, client.clientId)
    context.sessions.retire(input.RefreshToken, client.rotationGraceS)
    const RefreshToken = context.sessions.issueRefreshToken(session)
    return { AuthenticationResult: { ...result, RefreshToken } }
  },
)

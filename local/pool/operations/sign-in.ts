/** Signing in, step by step, and the sessions that follow. */
import { demandClient, type Context } from '../context.ts'
import { PoolError } from '../errors.ts'
import { oneOf, optional, required, text, textMap, type Input } from '../input.ts'
import { clientId, session } from '../members.ts'
import { ofClient, ofPool, ofToken, ofUser } from '../operation.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { answerChallenge, challengeNames } from '../sign-in/answer-challenge.ts'
import { authFlowNames, runAuthFlow } from '../sign-in/auth-flow.ts'
import { checkClientSecret } from '../sign-in/secret-hash.ts'
import { renew } from '../tokens/refresh.ts'

const begun = {
  AuthFlow: required(oneOf(authFlowNames)),
  AuthParameters: optional(textMap()),
  ClientMetadata: optional(textMap()),
}

/** Signs in or refreshes from an app. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export const InitiateAuth = ofClient(begun, (context, client, input) => begin(context, client, input, false))

/** Signs in or refreshes from a server. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html */
export const AdminInitiateAuth = ofPool({ ClientId: required(clientId), ...begun }, (context, input) =>
  begin(context, demandClient(context, input.ClientId), input, true),
)

function begin(context: Context, client: ClientSettings, input: Input<typeof begun>, isAdmin: boolean) {
  return runAuthFlow(context, {
    flowName: input.AuthFlow,
    client,
    parameters: input.AuthParameters ?? new Map(),
    validationData: input.ClientMetadata,
    isAdmin,
  })
}

const continued = {
  ChallengeName: required(oneOf(challengeNames)),
  Session: optional(session),
  ChallengeResponses: optional(textMap()),
  ClientMetadata: optional(textMap()),
}

/** An app goes on with a sign-in. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html */
export const RespondToAuthChallenge = ofClient(continued, goOn)

/** A server goes on with a sign-in. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html */
export const AdminRespondToAuthChallenge = ofPool(
  { ClientId: required(clientId), ...continued },
  (context, input) => goOn(context, demandClient(context, input.ClientId), input),
)

function goOn(context: Context, client: ClientSettings, input: Input<typeof continued>) {
  return answerChallenge(context, input.ChallengeName, {
    client,
    session: input.Session,
    responses: input.ChallengeResponses ?? new Map(),
    clientMetadata: input.ClientMetadata,
  })
}

const secret = { ClientSecret: optional(text({ min: 1, max: 64 })) }

/** New tokens, and a new refresh token where it rotates. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html */
export const GetTokensFromRefreshToken = ofClient(
  { RefreshToken: required(text()), ...secret, ClientMetadata: optional(textMap()) },
  async (context, client, input) => {
    checkClientSecret(client, input.ClientSecret)
    const read = context.sessions.read(input.RefreshToken, client.clientId)
    // AWS documents this source for the operation, not TokenGeneration_RefreshTokens.
    const result = await renew(context, client, read, {
      source: 'TokenGeneration_Authentication',
      clientMetadata: input.ClientMetadata,
    })
    if (client.rotationGraceS === undefined) return { AuthenticationResult: result }
    // Of two calls at once with one token only the first may rotate it.
    context.sessions.read(input.RefreshToken, client.clientId)
    context.sessions.retire(input.RefreshToken, client.rotationGraceS)
    const RefreshToken = context.sessions.issueRefreshToken(read)
    return { AuthenticationResult: { ...result, RefreshToken } }
  },
)

/** Ends the session of a refresh token. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
export const RevokeToken = ofClient(
  { Token: required(text({ pattern: /^[A-Za-z0-9-_=.]+$/ })), ...secret },
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

/** A person ends every own session. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
export const GlobalSignOut = ofToken({}, (context, { user }) => {
  context.sessions.revokeAllOf(user.sub)
  return {}
})

/** Ends every session of a user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html */
export const AdminUserGlobalSignOut = ofUser({}, (context, user) => {
  context.sessions.revokeAllOf(user.sub)
  return {}
})

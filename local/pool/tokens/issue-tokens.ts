/** Ends a sign-in or a refresh: asks the pre token generation trigger, then makes the tokens. */
import { drawUuid } from '../chance.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import type { Context } from '../context.ts'
import { claimGroups } from '../users/groups.ts'
import type { Session } from '../sign-in/sessions.ts'
import { buildClaims, type TokenClaims, type TokenSubject } from './token-claims.ts'
import { signToken } from './tokens.ts'
import { describeUser } from '../triggers/describe-user.ts'
import { askPreToken } from '../triggers/pre-token-generation.ts'
import type { User } from '../users/users.ts'

export type TokenSource =
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_AuthenticateDevice'
  | 'TokenGeneration_RefreshTokens'

export interface SignInRequest {
  readonly user: User
  readonly client: ClientSettings
  readonly source: TokenSource
  readonly scopes: readonly string[]
  readonly clientMetadata: ReadonlyMap<string, string> | undefined
}

export type RefreshRequest = Omit<SignInRequest, 'scopes'> & { readonly session: Session }

/** As `AuthenticationResult` spells it. */
export interface AuthenticationResult {
  readonly AccessToken: string
  readonly ExpiresIn: number
  readonly TokenType: 'Bearer'
  readonly RefreshToken?: string
  readonly IdToken: string
}

/** Starts a session for a user whose sign-in is complete. @throws PoolError when the trigger fails. */
export async function signIn(context: Context, request: SignInRequest): Promise<AuthenticationResult> {
  const { user, client, scopes } = request
  const now = context.clock()
  const session = context.sessions.start({
    sub: user.sub,
    clientId: client.clientId,
    scopes,
    authTimeMs: now,
    expiresAtMs: now + client.refreshValidityS * 1_000,
  })
  const result = await renewTokens(context, { ...request, session })
  return { ...result, RefreshToken: context.sessions.issueRefreshToken(session) }
}

/** Makes new ID and access tokens for a session. @throws PoolError when the trigger fails. */
export async function renewTokens(context: Context, request: RefreshRequest): Promise<AuthenticationResult> {
  const claims = await decideClaims(context, request)
  const [idToken, accessToken] = await Promise.all([
    signToken(claims.id, context.keyPair),
    signToken(claims.access, context.keyPair),
  ])
  const jti = claims.access['jti']
  if (typeof jti === 'string') context.sessions.remember(jti, request.session)
  return {
    AccessToken: accessToken,
    ExpiresIn: request.client.accessValidityS,
    TokenType: 'Bearer',
    IdToken: idToken,
  }
}

/** Asks the pre token generation trigger what the tokens say. @throws PoolError when the trigger fails. */
export async function decideClaims(context: Context, request: RefreshRequest): Promise<TokenClaims> {
  const subject: TokenSubject = {
    user: request.user,
    groups: context.groups.groupsOf(request.user.sub),
    client: request.client,
    session: request.session,
    issuer: context.issuer(),
    issuedAtMs: context.clock(),
    drawJti: () => drawUuid(context.random),
  }
  const { user, client, session, source, clientMetadata } = request
  const { groups, roles, preferredRole = null } = claimGroups(subject.groups)
  const claims = await askPreToken(context, {
    triggerSource: source,
    userName: user.username,
    clientId: client.clientId,
    request: {
      userAttributes: describeUser(user, context.settings),
      groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: roles, preferredRole },
    },
    scopes: session.scopes,
    clientMetadata,
    use: (response) => buildClaims(subject, response),
  })
  return claims ?? buildClaims(subject)
}

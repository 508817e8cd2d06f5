/** Renews tokens with a refresh token, for each of the operations that can. */
import type { ClientSettings } from '../settings/client-settings.ts'
import type { Context } from '../context.ts'
import { notAuthorized } from '../errors.ts'
import { renewTokens, type AuthenticationResult, type TokenSource } from './issue-tokens.ts'
import { demandParameter } from '../parameters.ts'
import { checkSecretHash } from '../sign-in/secret-hash.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { User } from '../users/users.ts'

/** The refresh of InitiateAuth and AdminInitiateAuth. @throws PoolError as they declare. */
export async function refreshByAuthFlow(
  context: Context,
  client: ClientSettings,
  parameters: ReadonlyMap<string, string>,
): Promise<AuthenticationResult> {
  const session = context.sessions.read(demandParameter(parameters, 'REFRESH_TOKEN'), client.clientId)
  const user = demandSessionUser(context, session)
  // The hash is over the record's user name, which is not what the person typed when an alias was used.
  checkSecretHash(client, user.username, parameters.get('SECRET_HASH'))
  return renew(context, client, session, {
    source: 'TokenGeneration_RefreshTokens',
    clientMetadata: undefined,
  })
}

/** @throws PoolError when the user is gone or disabled, or the trigger fails. */
export async function renew(
  context: Context,
  client: ClientSettings,
  session: Session,
  call: { readonly source: TokenSource; readonly clientMetadata: ReadonlyMap<string, string> | undefined },
): Promise<AuthenticationResult> {
  return renewTokens(context, { user: demandSessionUser(context, session), client, session, ...call })
}

function demandSessionUser(context: Context, session: Session): User {
  const user = context.users.bySub(session.sub)
  if (user === undefined) throw notAuthorized('Invalid Refresh Token.')
  return user
}

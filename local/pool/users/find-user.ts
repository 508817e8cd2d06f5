/** Finds the user of a call, and decides what an unknown one is told. */
import type { ClientSettings } from '../settings/client-settings.ts'
import { demandClient, type Context } from '../context.ts'
import { userNotFound, type PoolError } from '../errors.ts'
import { demandUserAdminScope, verifyAccessToken } from '../tokens/tokens.ts'
import type { User } from './users.ts'

/** @throws PoolError `UserNotFoundException`. */
export function demandUser(context: Context, name: string): User {
  const user = context.users.find(name)
  if (user === undefined) throw userNotFound()
  return user
}

/** @throws PoolError `UserNotFoundException`, or `hidden` when the client hides who exists. */
export function demandClientUser(
  context: Context,
  name: string,
  client: ClientSettings,
  hidden: () => PoolError,
): User {
  const user = context.users.find(name)
  if (user !== undefined) return user
  throw client.hidesUserExistence ? hidden() : userNotFound()
}

/** The user of an access token that may manage its own profile. @throws PoolError */
export async function demandTokenUser(
  context: Context,
  accessToken: string,
): Promise<{ readonly user: User; readonly client: ClientSettings }> {
  const token = await verifyAccessToken(accessToken, context)
  demandUserAdminScope(token)
  const user = context.users.bySub(token.sub)
  if (user === undefined) throw userNotFound()
  return { user, client: demandClient(context, token.clientId) }
}

/** Signs in with user name and password, for the public and the administrator's call alike. */
import type { AuthOutput } from './auth-output.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { completeSignIn, refuseBeforePassword } from './complete-sign-in.ts'
import type { Context } from '../context.ts'
import { wrongUserOrPassword } from '../errors.ts'
import { demandClientUser } from '../users/find-user.ts'
import { demandParameter } from '../parameters.ts'
import { isPassword } from './passwords.ts'
import { checkSecretHash } from './secret-hash.ts'

/** @throws PoolError as InitiateAuth declares. */
export async function signInWithPassword(
  context: Context,
  client: ClientSettings,
  parameters: ReadonlyMap<string, string>,
): Promise<AuthOutput> {
  const username = demandParameter(parameters, 'USERNAME')
  const password = demandParameter(parameters, 'PASSWORD')
  checkSecretHash(client, username, parameters.get('SECRET_HASH'))
  const user = demandClientUser(context, username, client, wrongUserOrPassword)
  refuseBeforePassword(context, user)
  if (!isPassword(password, user.password)) throw wrongUserOrPassword()
  // Client metadata of InitiateAuth does not reach pre token generation.
  return completeSignIn(context, { user, client, clientMetadata: undefined })
}

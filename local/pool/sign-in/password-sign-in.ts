/** Signs in with user name and password, for the public and the administrator's call alike. */
import type { AuthOutput } from './auth-output.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { completeSignIn, refuseBeforePassword } from './complete-sign-in.ts'
import type { Context } from '../context.ts'
import { wrongUserOrPassword } from '../errors.ts'
import { demandClientUser } from '../users/find-user.ts'
import { demandParameter } from '../parameters.ts'
import { askPreAuthentication } from '../triggers/pre-authentication.ts'
import type { User } from '../users/users.ts'
import { isPassword } from './passwords.ts'
import { checkSecretHash } from './secret-hash.ts'

/** @throws PoolError as InitiateAuth declares. */
export async function signInWithPassword(
  context: Context,
  client: ClientSettings,
  parameters: ReadonlyMap<string, string>,
  validationData: ReadonlyMap<string, string> | undefined,
): Promise<AuthOutput> {
  const username = demandParameter(parameters, 'USERNAME')
  const password = demandParameter(parameters, 'PASSWORD')
  checkSecretHash(client, username, parameters.get('SECRET_HASH'))
  const user = await demandPassword(context, client, { username, password, validationData })
  // Client metadata of InitiateAuth does not reach pre token generation.
  return completeSignIn(context, { user, client, clientMetadata: undefined })
}

/** The user of that name and password, after pre authentication has allowed the attempt. @throws PoolError as above. */
export async function demandPassword(
  context: Context,
  client: ClientSettings,
  typed: {
    readonly username: string
    readonly password: string
    readonly validationData?: ReadonlyMap<string, string> | undefined
  },
  refuseBefore: (context: Context, user: User) => void = refuseBeforePassword,
): Promise<User> {
  const { username, password, validationData } = typed
  const asked = { username, client, validationData }
  if (context.preAuthentication === 'before-password')
    await askPreAuthentication(context, { ...asked, user: context.users.find(username) })
  const user = demandClientUser(context, username, client, wrongUserOrPassword)
  refuseBefore(context, user)
  if (!isPassword(password, user.password)) throw wrongUserOrPassword()
  if (context.preAuthentication === 'after-password') await askPreAuthentication(context, { ...asked, user })
  return user
}

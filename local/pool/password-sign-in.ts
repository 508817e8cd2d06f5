/** Signs in with user name and password, for the public and the administrator's call alike. */
import type { ClientSettings } from './client-settings.ts'
import type { Context } from './context.ts'
import { invalidParameter, notAuthorized, PoolError, wrongUserOrPassword } from './errors.ts'
import { demandClientUser } from './find-user.ts'
import { signIn, type AuthenticationResult } from './issue-tokens.ts'
import { isPassword } from './passwords.ts'
import { checkSecretHash } from './secret-hash.ts'
import { userAdminScope } from './tokens.ts'

/** @throws PoolError as InitiateAuth declares. */
export async function signInWithPassword(
  context: Context,
  client: ClientSettings,
  parameters: ReadonlyMap<string, string>,
): Promise<AuthenticationResult> {
  const username = demandParameter(parameters, 'USERNAME')
  const password = demandParameter(parameters, 'PASSWORD')
  checkSecretHash(client, username, parameters.get('SECRET_HASH'))
  const user = demandClientUser(context, username, client, wrongUserOrPassword)
  if (!isPassword(password, user.password)) throw wrongUserOrPassword()
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  switch (user.status) {
    case 'UNCONFIRMED':
      throw new PoolError('UserNotConfirmedException', 'User is not confirmed.')
    case 'RESET_REQUIRED':
      throw new PoolError('PasswordResetRequiredException', 'Password reset required for the user')
    case 'FORCE_CHANGE_PASSWORD':
      throw invalidParameter(
        'The NEW_PASSWORD_REQUIRED challenge is not simulated; set a permanent password.',
      )
    case 'EXTERNAL_PROVIDER':
      throw wrongUserOrPassword()
    case 'CONFIRMED':
      // Client metadata of InitiateAuth does not reach pre token generation.
      return signIn(context, {
        user,
        client,
        source: 'TokenGeneration_Authentication',
        scopes: [userAdminScope],
        clientMetadata: undefined,
      })
  }
}

/** @throws PoolError `InvalidParameterException`. */
export function demandParameter(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name)
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`)
  return value
}

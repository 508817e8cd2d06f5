/** Checks what a person typed on the sign-in page. */
import type { Context } from '../context.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { notAuthorized, PoolError, wrongUserOrPassword } from '../errors.ts'
import { demandPassword } from '../sign-in/password-sign-in.ts'
import type { User } from '../users/users.ts'

/**
 * The user, who may be UNCONFIRMED still. The pages need no `ExplicitAuthFlows`.
 * @throws PoolError as InitiateAuth declares.
 */
export async function verifyPassword(
  context: Context,
  client: ClientSettings,
  typed: { readonly username: string; readonly password: string },
): Promise<User> {
  const user = await demandPassword(context, client, typed, () => undefined)
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  switch (user.status) {
    case 'RESET_REQUIRED':
      throw new PoolError('PasswordResetRequiredException', 'Password reset required for the user')
    case 'FORCE_CHANGE_PASSWORD':
      throw notAuthorized(
        'The page for a new password is not simulated; answer the challenge through the API.',
      )
    case 'EXTERNAL_PROVIDER':
      throw wrongUserOrPassword()
    case 'UNCONFIRMED':
    case 'CONFIRMED':
      return user
  }
}

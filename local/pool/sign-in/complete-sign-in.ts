/** What follows after a user has proved a password, by any way. */
import type { Context } from '../context.ts'
import { PoolError, notAuthorized, passwordResetRequired, wrongUserOrPassword } from '../errors.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { type AuthOutput, answerTokens } from './auth-output.ts'
import { challengeNewPassword } from './new-password.ts'
import { demandUnexpiredPassword } from './temporary-passwords.ts'
import { signIn } from '../tokens/issue-tokens.ts'
import { userAdminScope } from '../tokens/tokens.ts'
import type { User } from '../users/users.ts'

/** Refusals before the password is checked. @throws PoolError for a user for whom every password is wrong. */
export function refuseBeforePassword({ unconfirmedSignIn }: Context, { status, isEnabled }: User): void {
  if (status === 'RESET_REQUIRED') throw passwordResetRequired()
  if (status === 'UNCONFIRMED' && isEnabled && unconfirmedSignIn === 'before-password') throw notConfirmed()
}

/** @throws PoolError as InitiateAuth and RespondToAuthChallenge declare. */
export async function completeSignIn(
  context: Context,
  proven: {
    readonly user: User
    readonly client: ClientSettings
    readonly clientMetadata: ReadonlyMap<string, string> | undefined
  },
): Promise<AuthOutput> {
  const { user, client, clientMetadata } = proven
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  switch (user.status) {
    case 'UNCONFIRMED':
      throw notConfirmed()
    case 'RESET_REQUIRED':
      throw passwordResetRequired()
    case 'FORCE_CHANGE_PASSWORD':
      demandUnexpiredPassword(user, context.clock())
      return challengeNewPassword(context, client, user)
    case 'EXTERNAL_PROVIDER':
      throw wrongUserOrPassword()
    case 'CONFIRMED':
      return answerTokens(
        await signIn(context, {
          user,
          client,
          source: 'TokenGeneration_Authentication',
          scopes: [userAdminScope],
          clientMetadata,
        }),
      )
  }
}

function notConfirmed(): PoolError {
  return new PoolError('UserNotConfirmedException', 'User is not confirmed.')
}

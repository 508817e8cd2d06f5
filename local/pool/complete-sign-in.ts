/** What follows once somebody has proved a password, however that was done. */
import type { AuthOutput } from './auth-output.ts'
import { answerTokens } from './auth-output.ts'
import type { ClientSettings } from './client-settings.ts'
import type { Context } from './context.ts'
import { notAuthorized, passwordResetRequired, PoolError, wrongUserOrPassword } from './errors.ts'
import { signIn } from './issue-tokens.ts'
import { challengeNewPassword } from './new-password.ts'
import { demandUnexpiredPassword } from './temporary-passwords.ts'
import { userAdminScope } from './tokens.ts'
import type { User } from './users.ts'

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
      throw new PoolError('UserNotConfirmedException', 'User is not confirmed.')
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

/** AdminSetUserPassword: an administrator sets a password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html */
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../users/find-user.ts'
import { flag, optional, request, required } from '../input.ts'
import { password, username, userPoolId } from '../members.ts'
import { checkPassword, storePassword } from '../sign-in/passwords.ts'
import { storeTemporaryPassword } from '../sign-in/temporary-passwords.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  Username: required(username),
  Password: required(password),
  Permanent: optional(flag()),
})

export function adminSetUserPassword(context: Context, body: unknown): {} {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const user = demandUser(context, input.Username)
  checkPassword(input.Password, context.settings.passwordPolicy)
  // A permanent password confirms the user, and no trigger hears of it.
  const change =
    input.Permanent === true
      ? { password: storePassword(input.Password, user.username, context), status: 'CONFIRMED' as const }
      : {
          password: storeTemporaryPassword(input.Password, user.username, context),
          status: 'FORCE_CHANGE_PASSWORD' as const,
        }
  context.users.change(user.sub, change)
  return {}
}

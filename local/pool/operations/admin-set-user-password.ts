/** AdminSetUserPassword: an administrator sets a password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html */
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../find-user.ts'
import { flag, optional, request, required } from '../input.ts'
import { password, username, userPoolId } from '../members.ts'
import { checkPassword, storePassword } from '../passwords.ts'

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
  context.users.change(user.sub, {
    password: storePassword(input.Password, context.random),
    status: input.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
  })
  return {}
}

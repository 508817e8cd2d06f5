/** ChangePassword: a person who is signed in chooses a new password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html */
import type { Context } from '../context.ts'
import { invalidParameter, passwordResetRequired, wrongUserOrPassword } from '../errors.ts'
import { demandTokenUser } from '../users/find-user.ts'
import { optional, request, required } from '../input.ts'
import { accessToken, password } from '../members.ts'
import { checkPassword, isPassword, storePassword } from '../sign-in/passwords.ts'

const readInput = request({
  PreviousPassword: optional(password),
  ProposedPassword: required(password),
  AccessToken: required(accessToken),
})

export async function changePassword(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  const { user } = await demandTokenUser(context, input.AccessToken)
  if (user.status === 'RESET_REQUIRED') throw passwordResetRequired()
  // Users without any password are not simulated.
  if (input.PreviousPassword === undefined)
    throw invalidParameter('Missing required parameter PreviousPassword')

  if (!isPassword(input.PreviousPassword, user.password)) throw wrongUserOrPassword()
  checkPassword(input.ProposedPassword, context.settings.passwordPolicy)
  context.users.change(user.sub, {
    password: storePassword(input.ProposedPassword, user.username, context),
  })
  return {}
}

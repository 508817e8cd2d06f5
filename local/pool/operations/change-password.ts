/** ChangePassword: a person who is signed in chooses a new password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html */
import { ofToken } from '../operation.ts'
import { invalidParameter, passwordResetRequired, wrongUserOrPassword } from '../errors.ts'
import { optional, required } from '../input.ts'
import { password } from '../members.ts'
import { checkPassword, isPassword, storePassword } from '../sign-in/passwords.ts'

export const changePassword = ofToken(
  { PreviousPassword: optional(password), ProposedPassword: required(password) },
  (context, { user }, input) => {
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
  },
)

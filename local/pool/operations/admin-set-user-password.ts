/** AdminSetUserPassword: an administrator sets a password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html */
import { ofUser } from '../operation.ts'
import { flag, optional, required } from '../input.ts'
import { password } from '../members.ts'
import { checkPassword, storePassword } from '../sign-in/passwords.ts'
import { storeTemporaryPassword } from '../sign-in/temporary-passwords.ts'

export const adminSetUserPassword = ofUser(
  { Password: required(password), Permanent: optional(flag()) },
  (context, user, input) => {
    checkPassword(input.Password, context.settings.passwordPolicy)
    // A permanent password confirms the user without a trigger call.
    const change =
      input.Permanent === true
        ? { password: storePassword(input.Password, user.username, context), status: 'CONFIRMED' as const }
        : {
            password: storeTemporaryPassword(input.Password, user.username, context),
            status: 'FORCE_CHANGE_PASSWORD' as const,
          }
    context.users.change(user.sub, change)
    return {}
  },
)

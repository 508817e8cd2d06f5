/** AdminResetUserPassword: an administrator makes a user choose a new password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html */
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../users/find-user.ts'
import { optional, request, required, textMap } from '../input.ts'
import { username, userPoolId } from '../members.ts'
import { sendRecoveryCode } from '../codes/password-recovery.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  Username: required(username),
  ClientMetadata: optional(textMap()),
})

export async function adminResetUserPassword(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const user = demandUser(context, input.Username)
  await sendRecoveryCode(context, user, { clientId: undefined, clientMetadata: input.ClientMetadata })
  context.users.change(user.sub, { status: 'RESET_REQUIRED' })
  return {}
}

/** AdminConfirmSignUp: an administrator confirms without a code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html */
import { demandPool, type Context } from '../context.ts'
import { notAuthorized, userNotFound } from '../errors.ts'
import { demandUser } from '../users/find-user.ts'
import { optional, request, required, textMap } from '../input.ts'
import { username, userPoolId } from '../members.ts'
import { tellConfirmed } from '../triggers/post-confirmation.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  Username: required(username),
  ClientMetadata: optional(textMap()),
})

export async function adminConfirmSignUp(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const user = demandUser(context, input.Username)
  if (user.status !== 'UNCONFIRMED')
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`)

  const confirmed = context.users.change(user.sub, { status: 'CONFIRMED' })
  if (confirmed === undefined) throw userNotFound()
  await tellConfirmed(context, confirmed, {
    triggerSource: 'PostConfirmation_ConfirmSignUp',
    clientId: undefined,
    clientMetadata: input.ClientMetadata,
  })
  return {}
}

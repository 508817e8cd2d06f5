/** ConfirmForgotPassword: a new password for the code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html */
import { demandClient, type Context } from '../context.ts'
import { expiredCode, notAuthorized, userNotFound } from '../errors.ts'
import { demandClientUser } from '../find-user.ts'
import { optional, request, required, textMap } from '../input.ts'
import { clientId, confirmationCode, password, secretHash, username } from '../members.ts'
import { checkPassword, storePassword } from '../passwords.ts'
import { tellConfirmed } from '../post-confirmation.ts'
import { checkSecretHash } from '../secret-hash.ts'

const readInput = request({
  ClientId: required(clientId),
  SecretHash: optional(secretHash),
  Username: required(username),
  ConfirmationCode: required(confirmationCode),
  Password: required(password),
  ClientMetadata: optional(textMap()),
})

export async function confirmForgotPassword(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  const client = demandClient(context, input.ClientId)
  checkSecretHash(client, input.Username, input.SecretHash)
  const user = demandClientUser(context, input.Username, client, expiredCode)
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  checkPassword(input.Password, context.settings.passwordPolicy)
  context.codes.check(user.sub, 'forgot-password', input.ConfirmationCode)
  context.codes.spend(user.sub, 'forgot-password')
  const confirmed = context.users.change(user.sub, {
    password: storePassword(input.Password, context.random),
    status: 'CONFIRMED',
  })
  if (confirmed === undefined) throw userNotFound()
  await tellConfirmed(context, confirmed, {
    triggerSource: 'PostConfirmation_ConfirmForgotPassword',
    clientId: client.clientId,
    clientMetadata: input.ClientMetadata,
  })
  return {}
}

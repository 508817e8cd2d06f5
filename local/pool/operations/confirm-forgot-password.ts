/** ConfirmForgotPassword: a person chooses a new password with the code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html */
import { demandClient, type Context } from '../context.ts'
import { codeMismatch, notAuthorized, unknownUserOfClient } from '../errors.ts'
import { optional, request, required, textMap } from '../input.ts'
import { clientId, confirmationCode, password, secretHash, username } from '../members.ts'
import { isHidden, strangerKey } from '../codes/password-recovery.ts'
import { checkPassword, storePassword } from '../sign-in/passwords.ts'
import { tellConfirmed } from '../triggers/post-confirmation.ts'
import { checkSecretHash } from '../sign-in/secret-hash.ts'

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
  // Checked first, so that a weak password costs no attempt and reveals nothing about the user.
  checkPassword(input.Password, context.settings.passwordPolicy)
  const user = context.users.find(input.Username)
  if (client.hidesUserExistence && isHidden(user, context.settings)) {
    context.codes.check(strangerKey(context, input.Username), 'forgot-password', input.ConfirmationCode)
    throw codeMismatch()
  }
  if (user === undefined) throw unknownUserOfClient()
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  context.codes.check(user.sub, 'forgot-password', input.ConfirmationCode)
  context.codes.spend(user.sub, 'forgot-password')
  const changed = context.users.change(user.sub, {
    status: 'CONFIRMED',
    password: storePassword(input.Password, user.username, context),
  })
  if (changed === undefined) throw unknownUserOfClient()
  await tellConfirmed(context, changed, {
    triggerSource: 'PostConfirmation_ConfirmForgotPassword',
    clientId: client.clientId,
    clientMetadata: input.ClientMetadata,
  })
  return {}
}

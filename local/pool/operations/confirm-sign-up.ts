/** ConfirmSignUp: a person proves the address with the code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html */
import { demandFreeAlias, moveAliases } from '../users/aliases.ts'
import { demandClient, type Context } from '../context.ts'
import { chooseDestination } from '../codes/deliver-code.ts'
import { expiredCode, notAuthorized, userNotFound } from '../errors.ts'
import { demandClientUser } from '../users/find-user.ts'
import { flag, optional, request, required, textMap } from '../input.ts'
import { clientId, confirmationCode, secretHash, username } from '../members.ts'
import { tellConfirmed } from '../triggers/post-confirmation.ts'
import { checkSecretHash } from '../sign-in/secret-hash.ts'

const readInput = request({
  ClientId: required(clientId),
  SecretHash: optional(secretHash),
  Username: required(username),
  ConfirmationCode: required(confirmationCode),
  ForceAliasCreation: optional(flag()),
  ClientMetadata: optional(textMap()),
})

export async function confirmSignUp(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  const client = demandClient(context, input.ClientId)
  checkSecretHash(client, input.Username, input.SecretHash)
  const user = demandClientUser(context, input.Username, client, expiredCode)
  if (user.status !== 'UNCONFIRMED')
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`)

  const attribute = chooseDestination(user, context.settings.autoVerified)
  context.codes.check(user.sub, 'confirm-sign-up', input.ConfirmationCode)
  // The code stays good, so that the caller may try again with ForceAliasCreation.
  if (attribute !== undefined && input.ForceAliasCreation !== true) demandFreeAlias(context, attribute, user)
  context.codes.spend(user.sub, 'confirm-sign-up')
  const proven: readonly (readonly [string, string])[] =
    attribute === undefined ? [] : [[`${attribute}_verified`, 'true']]
  const confirmed = context.users.change(user.sub, {
    status: 'CONFIRMED',
    attributes: new Map([...user.attributes, ...proven]),
  })
  if (confirmed === undefined) throw userNotFound()
  moveAliases(context, confirmed)
  await tellConfirmed(context, confirmed, {
    triggerSource: 'PostConfirmation_ConfirmSignUp',
    clientId: client.clientId,
    clientMetadata: input.ClientMetadata,
  })
  return {}
}

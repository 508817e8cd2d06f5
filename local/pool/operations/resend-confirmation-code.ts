/** ResendConfirmationCode: a new code for somebody who signed up. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html */
import { demandClient, type Context } from '../context.ts'
import {
  chooseDestination,
  deliverCode,
  simulateDelivery,
  type CodeDeliveryDetails,
} from '../codes/deliver-code.ts'
import { invalidParameter, userNotFound } from '../errors.ts'
import { optional, request, required, textMap } from '../input.ts'
import { clientId, secretHash, username } from '../members.ts'
import { checkSecretHash } from '../sign-in/secret-hash.ts'

const readInput = request({
  ClientId: required(clientId),
  SecretHash: optional(secretHash),
  Username: required(username),
  ClientMetadata: optional(textMap()),
})

export async function resendConfirmationCode(
  context: Context,
  body: unknown,
): Promise<{ readonly CodeDeliveryDetails: CodeDeliveryDetails }> {
  const input = readInput(body)
  const client = demandClient(context, input.ClientId)
  checkSecretHash(client, input.Username, input.SecretHash)
  const user = context.users.find(input.Username)
  if (user === undefined) {
    if (!client.hidesUserExistence) throw userNotFound()
    return { CodeDeliveryDetails: simulateDelivery(input.Username, context.settings.autoVerified) }
  }
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.')
  const destination = chooseDestination(user, context.settings.autoVerified)
  if (destination === undefined)
    throw invalidParameter('Cannot resend codes. Auto verification not turned on.')

  const details = await deliverCode(context, user, destination, 'confirm-sign-up', {
    triggerSource: 'CustomMessage_ResendCode',
    clientId: client.clientId,
    clientMetadata: input.ClientMetadata,
  })
  return { CodeDeliveryDetails: details }
}

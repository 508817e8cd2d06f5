/** UpdateUserAttributes: a person changes the own profile. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html */
import { checkWritePermission, readAttributes } from '../users/attributes.ts'
import { changeAttributes } from '../users/change-attributes.ts'
import type { Context } from '../context.ts'
import type { CodeDeliveryDetails } from '../codes/deliver-code.ts'
import { demandTokenUser } from '../users/find-user.ts'
import { optional, request, required, textMap } from '../input.ts'
import { accessToken, attributes } from '../members.ts'

const readInput = request({
  AccessToken: required(accessToken),
  UserAttributes: required(attributes),
  ClientMetadata: optional(textMap()),
})

export async function updateUserAttributes(
  context: Context,
  body: unknown,
): Promise<{ readonly CodeDeliveryDetailsList: readonly CodeDeliveryDetails[] }> {
  const input = readInput(body)
  const { user, client } = await demandTokenUser(context, input.AccessToken)
  const change = readAttributes(input.UserAttributes)
  checkWritePermission(change, client)
  const call = { clientId: client.clientId, clientMetadata: input.ClientMetadata }
  return { CodeDeliveryDetailsList: await changeAttributes(context, user, change, call) }
}

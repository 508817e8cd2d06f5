/** GetUserAttributeVerificationCode: sends a code to an own address. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html */
import type { Context } from '../context.ts'
import { deliverCode, type CodeDeliveryDetails } from '../codes/deliver-code.ts'
import { invalidParameter } from '../errors.ts'
import { demandTokenUser } from '../users/find-user.ts'
import { optional, request, required, textMap } from '../input.ts'
import { accessToken, attributeName } from '../members.ts'
import { demandVerifiable } from '../users/verifiable-attribute.ts'

const readInput = request({
  AccessToken: required(accessToken),
  AttributeName: required(attributeName),
  ClientMetadata: optional(textMap()),
})

export async function getUserAttributeVerificationCode(
  context: Context,
  body: unknown,
): Promise<{ readonly CodeDeliveryDetails: CodeDeliveryDetails }> {
  const input = readInput(body)
  const { user, client } = await demandTokenUser(context, input.AccessToken)
  const attribute = demandVerifiable(input.AttributeName)
  if (!user.attributes.get(attribute)) throw invalidParameter(`User does not have an attribute ${attribute}.`)
  const details = await deliverCode(context, user, attribute, `verify-${attribute}`, {
    triggerSource: 'CustomMessage_VerifyUserAttribute',
    clientId: client.clientId,
    clientMetadata: input.ClientMetadata,
  })
  return { CodeDeliveryDetails: details }
}

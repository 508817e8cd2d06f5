/** VerifyUserAttribute: a person proves an own address with the code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html */
import { demandFreeAlias } from '../users/aliases.ts'
import type { Context } from '../context.ts'
import { demandTokenUser } from '../users/find-user.ts'
import { request, required } from '../input.ts'
import { accessToken, attributeName, confirmationCode } from '../members.ts'
import { demandVerifiable } from '../users/verifiable-attribute.ts'

const readInput = request({
  AccessToken: required(accessToken),
  AttributeName: required(attributeName),
  Code: required(confirmationCode),
})

export async function verifyUserAttribute(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  const { user } = await demandTokenUser(context, input.AccessToken)
  const attribute = demandVerifiable(input.AttributeName)
  context.codes.check(user.sub, `verify-${attribute}`, input.Code)
  demandFreeAlias(context, attribute, user)
  context.codes.spend(user.sub, `verify-${attribute}`)
  context.users.change(user.sub, {
    attributes: new Map([...user.attributes, [`${attribute}_verified`, 'true']]),
  })
  return {}
}

/** DeleteUserAttributes: a person takes attributes from the own profile. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html */
import { checkWritePermission } from '../users/attributes.ts'
import type { Context } from '../context.ts'
import { deleteAttributes, emptyAttributes } from '../users/delete-attributes.ts'
import { demandTokenUser } from '../users/find-user.ts'
import { list, request, required } from '../input.ts'
import { accessToken, attributeName } from '../members.ts'

const readInput = request({
  UserAttributeNames: required(list(attributeName)),
  AccessToken: required(accessToken),
})

export async function deleteUserAttributes(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  const { user, client } = await demandTokenUser(context, input.AccessToken)
  checkWritePermission(emptyAttributes(input.UserAttributeNames), client)
  await deleteAttributes(context, user, input.UserAttributeNames)
  return {}
}

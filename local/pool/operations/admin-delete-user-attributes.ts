/** AdminDeleteUserAttributes: an administrator takes attributes from a user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html */
import { demandPool, type Context } from '../context.ts'
import { deleteAttributes } from '../users/delete-attributes.ts'
import { demandUser } from '../users/find-user.ts'
import { list, request, required } from '../input.ts'
import { attributeName, username, userPoolId } from '../members.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  Username: required(username),
  UserAttributeNames: required(list(attributeName)),
})

export async function adminDeleteUserAttributes(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  await deleteAttributes(context, demandUser(context, input.Username), input.UserAttributeNames)
  return {}
}

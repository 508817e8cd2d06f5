/** AdminUpdateUserAttributes: an administrator changes a user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html */
import { readAttributes } from '../users/attributes.ts'
import { changeAttributes } from '../users/change-attributes.ts'
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../users/find-user.ts'
import { optional, request, required, textMap } from '../input.ts'
import { attributes, username, userPoolId } from '../members.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  Username: required(username),
  UserAttributes: required(attributes),
  ClientMetadata: optional(textMap()),
})

export async function adminUpdateUserAttributes(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const call = { clientId: undefined, clientMetadata: input.ClientMetadata }
  await changeAttributes(
    context,
    demandUser(context, input.Username),
    readAttributes(input.UserAttributes),
    call,
  )
  return {}
}

/** DeleteUserAttributes: a person takes attributes from the own profile. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html */
import { ofToken } from '../operation.ts'
import { checkWritePermission } from '../users/attributes.ts'
import { deleteAttributes, emptyAttributes } from '../users/delete-attributes.ts'
import { list, required } from '../input.ts'
import { attributeName } from '../members.ts'

export const deleteUserAttributes = ofToken(
  { UserAttributeNames: required(list(attributeName)) },
  async (context, { user, client }, input) => {
    checkWritePermission(emptyAttributes(input.UserAttributeNames), client)
    await deleteAttributes(context, user, input.UserAttributeNames)
    return {}
  },
)

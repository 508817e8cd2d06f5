/** AdminDeleteUserAttributes: an administrator takes attributes from a user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html */
import { ofUser } from '../operation.ts'
import { deleteAttributes } from '../users/delete-attributes.ts'
import { list, required } from '../input.ts'
import { attributeName } from '../members.ts'

export const adminDeleteUserAttributes = ofUser(
  { UserAttributeNames: required(list(attributeName)) },
  async (context, user, input) => {
    await deleteAttributes(context, user, input.UserAttributeNames)
    return {}
  },
)

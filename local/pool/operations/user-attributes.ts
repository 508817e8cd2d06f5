/** A user's attributes: reading, changing, removing and proving them. */
import { deliverCode } from '../codes/deliver-code.ts'
import { invalidParameter } from '../errors.ts'
import { list, optional, required, textMap } from '../input.ts'
import { attributeName, attributes, confirmationCode } from '../members.ts'
import { ofToken, ofUser } from '../operation.ts'
import type { VerifiedAttribute } from '../settings/pool-settings.ts'
import { canRead } from '../tokens/token-claims.ts'
import { demandFreeAlias } from '../users/aliases.ts'
import { checkWritePermission, listAttributes, readAttributes } from '../users/attributes.ts'
import { changeAttributes } from '../users/change-attributes.ts'
import { deleteAttributes, emptyAttributes } from '../users/delete-attributes.ts'

const changed = { UserAttributes: required(attributes), ClientMetadata: optional(textMap()) }
const deleted = { UserAttributeNames: required(list(attributeName)) }

/** The profile of the token's own user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
export const GetUser = ofToken({}, (_, { user, client }) => {
  const readable = [...user.attributes].filter(([name]) => canRead(client, name))
  return {
    Username: user.username,
    UserAttributes: listAttributes(new Map([['sub', user.sub], ...readable])),
  }
})

/** A person changes the own profile. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html */
export const UpdateUserAttributes = ofToken(changed, async (context, { user, client }, input) => {
  const change = readAttributes(input.UserAttributes)
  checkWritePermission(change, client)
  const call = { clientId: client.clientId, clientMetadata: input.ClientMetadata }
  return { CodeDeliveryDetailsList: await changeAttributes(context, user, change, call) }
})

/** An administrator changes a user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html */
export const AdminUpdateUserAttributes = ofUser(changed, async (context, user, input) => {
  const call = { clientId: undefined, clientMetadata: input.ClientMetadata }
  await changeAttributes(context, user, readAttributes(input.UserAttributes), call)
  return {}
})

/** A person takes attributes from the own profile. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html */
export const DeleteUserAttributes = ofToken(deleted, async (context, { user, client }, input) => {
  checkWritePermission(emptyAttributes(input.UserAttributeNames), client)
  await deleteAttributes(context, user, input.UserAttributeNames)
  return {}
})

/** An administrator takes attributes from a user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html */
export const AdminDeleteUserAttributes = ofUser(deleted, async (context, user, input) => {
  await deleteAttributes(context, user, input.UserAttributeNames)
  return {}
})

/** Sends a code to an own address. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html */
export const GetUserAttributeVerificationCode = ofToken(
  { AttributeName: required(attributeName), ClientMetadata: optional(textMap()) },
  async (context, { user, client }, input) => {
    const attribute = demandVerifiable(input.AttributeName)
    if (!user.attributes.get(attribute))
      throw invalidParameter(`User does not have an attribute ${attribute}.`)

    const details = await deliverCode(context, user, attribute, `verify-${attribute}`, {
      triggerSource: 'CustomMessage_VerifyUserAttribute',
      clientId: client.clientId,
      clientMetadata: input.ClientMetadata,
    })
    return { CodeDeliveryDetails: details }
  },
)

/** A person proves an own address with the code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html */
export const VerifyUserAttribute = ofToken(
  { AttributeName: required(attributeName), Code: required(confirmationCode) },
  (context, { user }, input) => {
    const attribute = demandVerifiable(input.AttributeName)
    context.codes.check(user.sub, `verify-${attribute}`, input.Code)
    demandFreeAlias(context, attribute, user)
    context.codes.spend(user.sub, `verify-${attribute}`)
    context.users.change(user.sub, {
      attributes: new Map([...user.attributes, [`${attribute}_verified`, 'true']]),
    })
    return {}
  },
)

function demandVerifiable(name: string): VerifiedAttribute {
  if (name === 'email' || name === 'phone_number') return name
  throw invalidParameter('Only email and phone_number can be verified.')
}

/** VerifyUserAttribute: a person proves an own address with the code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html */
import { ofToken } from '../operation.ts'
import { demandFreeAlias } from '../users/aliases.ts'
import { required } from '../input.ts'
import { attributeName, confirmationCode } from '../members.ts'
import { demandVerifiable } from '../users/verifiable-attribute.ts'

export const verifyUserAttribute = ofToken(
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

/** Sign-up: making an account, and confirming it. */
import { drawUuid } from '../chance.ts'
import { chooseDestination, deliverCode, simulateDelivery } from '../codes/deliver-code.ts'
import { expiredCode, invalidParameter, notAuthorized, userNotFound } from '../errors.ts'
import { flag, optional, required, textMap } from '../input.ts'
import { attributes, confirmationCode, namedByClient, password } from '../members.ts'
import { ofClient, ofUser } from '../operation.ts'
import { checkPassword, storePassword } from '../sign-in/passwords.ts'
import { checkSecretHash } from '../sign-in/secret-hash.ts'
import { tellConfirmed } from '../triggers/post-confirmation.ts'
import { askPreSignUp } from '../triggers/pre-sign-up.ts'
import { demandFreeAlias, moveAliases } from '../users/aliases.ts'
import { checkNewAttributes, checkWritePermission, readAttributes } from '../users/attributes.ts'
import { demandClientUser } from '../users/find-user.ts'
import { chooseName, demandFreeName } from '../users/sign-up-name.ts'
import type { User } from '../users/users.ts'

/** A person makes an account. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
export const SignUp = ofClient(
  {
    ...namedByClient,
    Password: required(password),
    UserAttributes: optional(attributes),
    ValidationData: optional(attributes),
  },
  async (context, client, input) => {
    const { settings, users } = context
    if (settings.isAdminCreateOnly) throw notAuthorized('SignUp is not permitted for this user pool')
    checkSecretHash(client, input.Username, input.SecretHash)
    const sub = drawUuid(context.random)
    const sent = readAttributes(input.UserAttributes)
    checkWritePermission(sent, client)
    const name = chooseName(input.Username, sent, sub, settings)
    checkNewAttributes(name.attributes, settings.schema)
    checkPassword(input.Password, settings.passwordPolicy)
    demandFreeName(name, settings, users)

    const call = { clientId: client.clientId, clientMetadata: input.ClientMetadata }
    const flags = await askPreSignUp(context, {
      ...call,
      triggerSource: 'PreSignUp_SignUp',
      userName: name.username,
      attributes: name.attributes,
      validationData: input.ValidationData && readAttributes(input.ValidationData),
    })
    // Another user may have signed up with the same name while the trigger ran.
    demandFreeName(name, settings, users)
    const verified = { email: flags.autoVerifyEmail, phone_number: flags.autoVerifyPhone }
    const stored = new Map(name.attributes)
    for (const attribute of ['email', 'phone_number'] as const)
      if (stored.has(attribute)) stored.set(`${attribute}_verified`, String(verified[attribute]))

    const user = users.add({
      username: name.username,
      sub,
      attributes: stored,
      status: flags.autoConfirmUser ? 'CONFIRMED' : 'UNCONFIRMED',
      password: storePassword(input.Password, name.username, context),
      createdAtMs: context.clock(),
    })
    moveAliases(context, user)

    const answer = { UserConfirmed: flags.autoConfirmUser, UserSub: sub }
    if (flags.autoConfirmUser) {
      await tellConfirmed(context, user, { ...call, triggerSource: 'PostConfirmation_ConfirmSignUp' })
      return answer
    }
    const destination = chooseDestination(user, settings.autoVerified)
    if (destination === undefined) return answer
    const message = { ...call, triggerSource: 'CustomMessage_SignUp' } as const
    const details = await deliverCode(context, user, destination, 'confirm-sign-up', message)
    return { ...answer, CodeDeliveryDetails: details }
  },
)

/** A new code for somebody who signed up. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html */
export const ResendConfirmationCode = ofClient(namedByClient, async (context, client, input) => {
  checkSecretHash(client, input.Username, input.SecretHash)
  const user = context.users.find(input.Username)
  if (user === undefined) {
    if (!client.hidesUserExistence) throw userNotFound()
    return { CodeDeliveryDetails: simulateDelivery(input.Username, context.settings.autoVerified) }
  }
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.')
  const destination = chooseDestination(user, context.settings.autoVerified)
  if (destination === undefined)
    throw invalidParameter('Cannot resend codes. Auto verification not turned on.')

  const details = await deliverCode(context, user, destination, 'confirm-sign-up', {
    triggerSource: 'CustomMessage_ResendCode',
    clientId: client.clientId,
    clientMetadata: input.ClientMetadata,
  })
  return { CodeDeliveryDetails: details }
})

/** A person proves the address with the code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html */
export const ConfirmSignUp = ofClient(
  {
    ...namedByClient,
    ConfirmationCode: required(confirmationCode),
    ForceAliasCreation: optional(flag()),
  },
  async (context, client, input) => {
    checkSecretHash(client, input.Username, input.SecretHash)
    const user = demandClientUser(context, input.Username, client, expiredCode)
    demandUnconfirmed(user)
    const attribute = chooseDestination(user, context.settings.autoVerified)
    context.codes.check(user.sub, 'confirm-sign-up', input.ConfirmationCode)
    // The code stays good, so that the caller may try again with ForceAliasCreation.
    if (attribute !== undefined && input.ForceAliasCreation !== true)
      demandFreeAlias(context, attribute, user)
    context.codes.spend(user.sub, 'confirm-sign-up')
    const proven: readonly (readonly [string, string])[] =
      attribute === undefined ? [] : [[`${attribute}_verified`, 'true']]
    const confirmed = context.users.change(user.sub, {
      status: 'CONFIRMED',
      attributes: new Map([...user.attributes, ...proven]),
    })
    if (confirmed === undefined) throw userNotFound()
    moveAliases(context, confirmed)
    await tellConfirmed(context, confirmed, {
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      clientId: client.clientId,
      clientMetadata: input.ClientMetadata,
    })
    return {}
  },
)

/** An administrator confirms without a code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html */
export const AdminConfirmSignUp = ofUser(
  { ClientMetadata: optional(textMap()) },
  async (context, user, input) => {
    demandUnconfirmed(user)
    const confirmed = context.users.change(user.sub, { status: 'CONFIRMED' })
    if (confirmed === undefined) throw userNotFound()
    await tellConfirmed(context, confirmed, {
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      clientId: undefined,
      clientMetadata: input.ClientMetadata,
    })
    return {}
  },
)

function demandUnconfirmed({ status }: User): void {
  if (status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${status}`)
}

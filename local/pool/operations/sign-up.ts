/** SignUp: a person makes an account. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
import { checkNewAttributes, checkWritePermission, readAttributes } from '../users/attributes.ts'
import { drawUuid } from '../chance.ts'
import { demandClient, type Context } from '../context.ts'
import { chooseDestination, deliverCode, type CodeDeliveryDetails } from '../codes/deliver-code.ts'
import { notAuthorized } from '../errors.ts'
import { optional, request, required, textMap } from '../input.ts'
import { attributes, clientId, password, secretHash, username } from '../members.ts'
import { checkPassword, storePassword } from '../sign-in/passwords.ts'
import { tellConfirmed } from '../triggers/post-confirmation.ts'
import { askPreSignUp } from '../triggers/pre-sign-up.ts'
import { checkSecretHash } from '../sign-in/secret-hash.ts'
import { chooseName, demandFreeName } from '../users/sign-up-name.ts'
import { moveAliases } from '../users/aliases.ts'

const readInput = request({
  ClientId: required(clientId),
  SecretHash: optional(secretHash),
  Username: required(username),
  Password: required(password),
  UserAttributes: optional(attributes),
  ValidationData: optional(attributes),
  ClientMetadata: optional(textMap()),
})

export interface SignUpOutput {
  readonly UserConfirmed: boolean
  readonly UserSub: string
  readonly CodeDeliveryDetails?: CodeDeliveryDetails
}

export async function signUp(context: Context, body: unknown): Promise<SignUpOutput> {
  const input = readInput(body)
  const { settings, users } = context
  const client = demandClient(context, input.ClientId)
  if (settings.isAdminCreateOnly) throw notAuthorized('SignUp is not permitted for this user pool')
  checkSecretHash(client, input.Username, input.SecretHash)
  const sub = drawUuid(context.random)
  const sent = readAttributes(input.UserAttributes)
  checkWritePermission(sent, client)
  const name = chooseName(input.Username, sent, sub, settings)
  checkNewAttributes(name.attributes, settings.schema)
  checkPassword(input.Password, settings.passwordPolicy)
  demandFreeName(name, settings, users)

  const flags = await askPreSignUp(context, {
    triggerSource: 'PreSignUp_SignUp',
    userName: name.username,
    clientId: client.clientId,
    attributes: name.attributes,
    validationData: input.ValidationData === undefined ? undefined : readAttributes(input.ValidationData),
    clientMetadata: input.ClientMetadata,
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

  if (flags.autoConfirmUser) {
    await tellConfirmed(context, user, {
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      clientId: client.clientId,
      clientMetadata: input.ClientMetadata,
    })
    return { UserConfirmed: true, UserSub: sub }
  }
  const destination = chooseDestination(user, settings.autoVerified)
  if (destination === undefined) return { UserConfirmed: false, UserSub: sub }
  const details = await deliverCode(context, user, destination, 'confirm-sign-up', {
    triggerSource: 'CustomMessage_SignUp',
    clientId: client.clientId,
    clientMetadata: input.ClientMetadata,
  })
  return { UserConfirmed: false, UserSub: sub, CodeDeliveryDetails: details }
}

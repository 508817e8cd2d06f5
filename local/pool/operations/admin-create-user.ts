/** AdminCreateUser: an administrator makes a user or invites one again. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html */
import { demandFreeAliases, moveAliases } from '../users/aliases.ts'
import { checkGivenAttributes, isVerified, readAttributes, type Attributes } from '../users/attributes.ts'
import { drawUuid } from '../chance.ts'
import type { Context } from '../context.ts'
import { invalidParameter, PoolError } from '../errors.ts'
import { demandUser } from '../users/find-user.ts'
import { flag, list, oneOf, optional, required, textMap, type Input } from '../input.ts'
import { chooseMediums, sendInvitation, type DeliveryMedium } from '../codes/invitation-mail.ts'
import { attributes, password, username } from '../members.ts'
import { ofPool } from '../operation.ts'
import { checkPassword } from '../sign-in/passwords.ts'
import { askPreSignUp } from '../triggers/pre-sign-up.ts'
import { chooseName, demandFreeName, type SignUpName } from '../users/sign-up-name.ts'
import { drawTemporaryPassword, storeTemporaryPassword } from '../sign-in/temporary-passwords.ts'
import { answerUser } from '../users/user-answer.ts'

const members = {
  Username: required(username),
  UserAttributes: optional(attributes),
  ValidationData: optional(attributes),
  TemporaryPassword: optional(password),
  ForceAliasCreation: optional(flag()),
  MessageAction: optional(oneOf(['RESEND', 'SUPPRESS'])),
  DesiredDeliveryMediums: optional(list(oneOf(['SMS', 'EMAIL']))),
  ClientMetadata: optional(textMap()),
}

type Request = Input<typeof members>

export const AdminCreateUser = ofPool(members, (context, input) => {
  if (input.TemporaryPassword !== undefined)
    checkPassword(input.TemporaryPassword, context.settings.passwordPolicy)

  return input.MessageAction === 'RESEND' ? inviteAgain(context, input) : create(context, input)
})

async function create(context: Context, input: Request) {
  const { settings, users } = context
  const sub = drawUuid(context.random)
  const name = chooseName(input.Username, readAttributes(input.UserAttributes), sub, settings)
  // Required attributes may be left to the user, who is asked for them at the first sign-in.
  checkGivenAttributes(name.attributes, settings.schema)
  checkAdminAttributes(name.attributes)
  const demandFree = (): void => {
    demandFreeAccount(context, name)
    if (input.ForceAliasCreation !== true) demandFreeAliases(context, { sub, attributes: name.attributes })
  }
  demandFree()
  const mediums = chooseInvitationMediums(input, name.attributes)

  await askPreSignUp(context, {
    triggerSource: 'PreSignUp_AdminCreateUser',
    userName: name.username,
    clientId: undefined,
    attributes: name.attributes,
    validationData: input.ValidationData && readAttributes(input.ValidationData),
    clientMetadata: input.ClientMetadata,
  })
  // Another user may have taken the name while the trigger ran.
  demandFree()
  const temporaryPassword = choosePassword(context, input)
  const user = users.add({
    username: name.username,
    sub,
    attributes: new Map([...name.attributes].filter(([, value]) => value !== '')),
    status: 'FORCE_CHANGE_PASSWORD',
    password: storeTemporaryPassword(temporaryPassword, name.username, context),
    createdAtMs: context.clock(),
  })
  moveAliases(context, user)
  await sendInvitation(context, user, { username: input.Username, password: temporaryPassword, mediums })
  return { User: answerUser(user) }
}

async function inviteAgain(context: Context, input: Request) {
  const user = demandUser(context, input.Username)
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new PoolError(
      'UnsupportedUserStateException',
      `Resend not possible. ${input.Username} status is not FORCE_CHANGE_PASSWORD`,
    )
  }
  const mediums = chooseInvitationMediums(input, user.attributes)
  const temporaryPassword = choosePassword(context, input)
  const stored = storeTemporaryPassword(temporaryPassword, user.username, context)
  const changed = context.users.change(user.sub, { password: stored }) ?? user
  await sendInvitation(context, changed, { username: input.Username, password: temporaryPassword, mediums })
  return { User: answerUser(changed) }
}

function choosePassword(context: Context, input: Request): string {
  return input.TemporaryPassword ?? drawTemporaryPassword(context.settings.passwordPolicy, context.random)
}

function chooseInvitationMediums(input: Request, given: Attributes): readonly DeliveryMedium[] {
  return input.MessageAction === 'SUPPRESS' ? [] : chooseMediums(input.DesiredDeliveryMediums, given)
}

function checkAdminAttributes(given: Attributes): void {
  if (given.has('sub')) throw invalidParameter('user.sub: Attribute cannot be updated.')
  for (const name of ['email', 'phone_number']) {
    if (isVerified(given, name) && !given.get(name)) {
      throw invalidParameter(
        `Attributes did not conform to the schema: ${name}: The attribute is required to set ${name}_verified`,
      )
    }
  }
}

function demandFreeAccount(context: Context, name: SignUpName): void {
  if (context.users.find(name.username) !== undefined)
    throw new PoolError('UsernameExistsException', 'User account already exists')

  demandFreeName(name, context.settings, context.users)
}

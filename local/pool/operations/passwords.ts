/** Passwords: changing, setting and forgetting them. */
import { isHidden, sendRecoveryCode, simulateRecoveryCode, strangerKey } from '../codes/password-recovery.ts'
import {
  codeMismatch,
  notAuthorized,
  passwordResetRequired,
  unknownUserOfClient,
  wrongUserOrPassword,
} from '../errors.ts'
import { flag, optional, required, textMap } from '../input.ts'
import { confirmationCode, namedByClient, password } from '../members.ts'
import { ofClient, ofToken, ofUser } from '../operation.ts'
import { demandValue } from '../parameters.ts'
import { checkPassword, isPassword, storePassword } from '../sign-in/passwords.ts'
import { checkSecretHash } from '../sign-in/secret-hash.ts'
import { storeTemporaryPassword } from '../sign-in/temporary-passwords.ts'
import { tellConfirmed } from '../triggers/post-confirmation.ts'

/** A person who is signed in chooses a new password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html */
export const ChangePassword = ofToken(
  { PreviousPassword: optional(password), ProposedPassword: required(password) },
  (context, { user }, input) => {
    if (user.status === 'RESET_REQUIRED') throw passwordResetRequired()
    // Users without any password are not simulated.
    const previous = demandValue(input.PreviousPassword, 'PreviousPassword')
    if (!isPassword(previous, user.password)) throw wrongUserOrPassword()
    checkPassword(input.ProposedPassword, context.settings.passwordPolicy)
    context.users.change(user.sub, {
      password: storePassword(input.ProposedPassword, user.username, context),
    })
    return {}
  },
)

/** An administrator sets a password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html */
export const AdminSetUserPassword = ofUser(
  { Password: required(password), Permanent: optional(flag()) },
  (context, user, input) => {
    checkPassword(input.Password, context.settings.passwordPolicy)
    const isPermanent = input.Permanent === true
    const store = isPermanent ? storePassword : storeTemporaryPassword
    context.users.change(user.sub, {
      password: store(input.Password, user.username, context),
      // A permanent password confirms the user without a trigger call.
      status: isPermanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
    })
    return {}
  },
)

/** An administrator makes a user choose a new password. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html */
export const AdminResetUserPassword = ofUser(
  { ClientMetadata: optional(textMap()) },
  async (context, user, input) => {
    await sendRecoveryCode(context, user, { clientId: undefined, clientMetadata: input.ClientMetadata })
    context.users.change(user.sub, { status: 'RESET_REQUIRED' })
    return {}
  },
)

/** Sends a code to choose a new password with. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html */
export const ForgotPassword = ofClient(namedByClient, async (context, client, input) => {
  checkSecretHash(client, input.Username, input.SecretHash)
  const user = context.users.find(input.Username)
  if (client.hidesUserExistence && isHidden(user, context.settings))
    return { CodeDeliveryDetails: simulateRecoveryCode(context, input.Username) }

  if (user === undefined) throw unknownUserOfClient()
  const call = { clientId: client.clientId, clientMetadata: input.ClientMetadata }
  return { CodeDeliveryDetails: await sendRecoveryCode(context, user, call) }
})

/** A person chooses a new password with the code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html */
export const ConfirmForgotPassword = ofClient(
  { ...namedByClient, ConfirmationCode: required(confirmationCode), Password: required(password) },
  async (context, client, input) => {
    checkSecretHash(client, input.Username, input.SecretHash)
    // Checked first, so that a weak password costs no attempt and reveals nothing about the user.
    checkPassword(input.Password, context.settings.passwordPolicy)
    const user = context.users.find(input.Username)
    if (client.hidesUserExistence && isHidden(user, context.settings)) {
      context.codes.check(strangerKey(context, input.Username), 'forgot-password', input.ConfirmationCode)
      throw codeMismatch()
    }
    if (user === undefined) throw unknownUserOfClient()
    if (!user.isEnabled) throw notAuthorized('User is disabled.')
    context.codes.check(user.sub, 'forgot-password', input.ConfirmationCode)
    context.codes.spend(user.sub, 'forgot-password')
    const changed = context.users.change(user.sub, {
      status: 'CONFIRMED',
      password: storePassword(input.Password, user.username, context),
    })
    if (changed === undefined) throw unknownUserOfClient()
    await tellConfirmed(context, changed, {
      triggerSource: 'PostConfirmation_ConfirmForgotPassword',
      clientId: client.clientId,
      clientMetadata: input.ClientMetadata,
    })
    return {}
  },
)

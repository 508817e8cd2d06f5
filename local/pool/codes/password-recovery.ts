/** The code that lets a person choose a new password: where it goes, and what callers are told when there is none. */
import { isVerified } from '../users/attributes.ts'
import type { Context } from '../context.ts'
import type { MessageCall } from '../triggers/custom-message.ts'
import { deliverCode, simulateDelivery, type CodeDeliveryDetails } from './deliver-code.ts'
import { invalidParameter, notAuthorized } from '../errors.ts'
import type { PoolSettings, VerifiedAttribute } from '../settings/pool-settings.ts'
import type { User } from '../users/users.ts'

/**
 * Sends a code to the first verified address that the pool's account recovery names.
 * @throws PoolError when the user has none, is disabled, or is in a state without a password of its own.
 */
export async function sendRecoveryCode(
  context: Context,
  user: User,
  call: Omit<MessageCall, 'triggerSource'>,
): Promise<CodeDeliveryDetails> {
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER')
    throw notAuthorized('User password cannot be reset in the current state.')

  if (context.settings.recovery[0] === 'admin_only')
    throw notAuthorized('Contact administrator to reset password.')

  const attribute = chooseRecovery(user, context.settings)
  if (attribute === undefined) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    )
  }
  return deliverCode(context, user, attribute, 'forgot-password', {
    ...call,
    triggerSource: 'CustomMessage_ForgotPassword',
  })
}

/** Whether a client that hides which users exist treats the user like an unknown one. */
export function isHidden(user: User | undefined, settings: PoolSettings): boolean {
  return user === undefined || !user.isEnabled || chooseRecovery(user, settings) === undefined
}

/**
 * Answers as if a code were on its way, with the limits of a real one.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function simulateRecoveryCode(context: Context, username: string): CodeDeliveryDetails {
  context.codes.issue(strangerKey(context, username), 'forgot-password')
  return simulateDelivery(username, context.settings.autoVerified)
}

/** The key under which the simulated codes of an unknown user are counted. */
export function strangerKey(context: Context, username: string): string {
  return `stranger ${context.settings.isCaseSensitive ? username : username.toLowerCase()}`
}

function chooseRecovery(user: User, settings: PoolSettings): VerifiedAttribute | undefined {
  return settings.recovery
    .flatMap((mechanism): VerifiedAttribute[] => {
      switch (mechanism) {
        case 'verified_email':
          return ['email']
        case 'verified_phone_number':
          return ['phone_number']
        case 'admin_only':
          return []
      }
    })
    .find((attribute) => isVerified(user.attributes, attribute))
}

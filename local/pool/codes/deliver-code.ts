/** Sends codes to people through the mailbox, and shows only a masked address. */
import { isEmail, isPhoneNumber } from '../users/attributes.ts'
import type { CodePurpose } from './codes.ts'
import type { Context } from '../context.ts'
import type { VerifiedAttribute } from '../settings/pool-settings.ts'
import { askCustomMessage, type MessageCall } from '../triggers/custom-message.ts'
import type { User } from '../users/users.ts'

/** As the API spells it. */
export interface CodeDeliveryDetails {
  readonly Destination: string
  readonly DeliveryMedium: 'EMAIL' | 'SMS'
  readonly AttributeName: VerifiedAttribute
}

/** Where a code for this user goes: the phone before the e-mail, as Cognito prefers; undefined when the user has neither. */
export function chooseDestination(
  user: User,
  allowed: readonly VerifiedAttribute[],
): VerifiedAttribute | undefined {
  const order: readonly VerifiedAttribute[] = ['phone_number', 'email']
  return order.find((attribute) => allowed.includes(attribute) && user.attributes.get(attribute))
}

/** @throws PoolError when codes were asked for too often, or when the custom message trigger fails. */
export async function deliverCode(
  context: Context,
  user: User,
  attribute: VerifiedAttribute,
  purpose: CodePurpose,
  call: MessageCall,
): Promise<CodeDeliveryDetails> {
  const to = user.attributes.get(attribute) ?? ''
  const code = context.codes.issue(user.sub, purpose)
  const { smsMessage, emailMessage, emailSubject } = (await askCustomMessage(context, user, call)) ?? {}
  const message = attribute === 'email' ? emailMessage : smsMessage
  const body = (message ?? context.settings.codeMessage).replaceAll('{####}', code)
  await context.mailbox.deliver({
    to,
    subject: emailSubject ?? context.settings.codeSubject,
    body,
    ...(body.includes(code) && { code }),
    atMs: context.clock(),
  })
  return describeDelivery(to, attribute)
}

/**
 * What a client that hides which users exist is told of an unknown user: the medium of the name's form, or else the
 * one that the pool verifies by.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function simulateDelivery(
  username: string,
  autoVerified: readonly VerifiedAttribute[],
): CodeDeliveryDetails {
  if (isPhoneNumber(username)) return describeDelivery(username, 'phone_number')
  if (!isEmail(username) && autoVerified.length > 0 && !autoVerified.includes('email'))
    return describeDelivery('+15555550100', 'phone_number')

  return describeDelivery(isEmail(username) ? username : `${username}@example.com`, 'email')
}

export function describeDelivery(to: string, attribute: VerifiedAttribute): CodeDeliveryDetails {
  return attribute === 'email'
    ? { Destination: maskEmail(to), DeliveryMedium: 'EMAIL', AttributeName: attribute }
    : { Destination: maskPhone(to), DeliveryMedium: 'SMS', AttributeName: attribute }
}

function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, 1)}***@${address.slice(at + 1, at + 2)}***`
}

function maskPhone(number: string): string {
  return `+${'*'.repeat(Math.max(0, number.length - 5))}${number.slice(-4)}`
}

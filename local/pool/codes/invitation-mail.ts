/** The message that gives the user name and the temporary password to a user whom an administrator created. */
import type { Context } from '../context.ts'
import { invalidParameter } from '../errors.ts'
import type { VerifiedAttribute } from '../settings/pool-settings.ts'
import { askCustomMessage } from '../triggers/custom-message.ts'
import type { User } from '../users/users.ts'

export type DeliveryMedium = 'EMAIL' | 'SMS'

/**
 * Where the message goes. AWS names SMS as the default; users report that a user without a phone gets an e-mail.
 * @see https://github.com/reapit/foundations/issues/7052
 * @throws PoolError `InvalidParameterException` when the user lacks what a medium needs.
 */
export function chooseMediums(
  wanted: readonly DeliveryMedium[] | undefined,
  attributes: ReadonlyMap<string, string>,
): readonly DeliveryMedium[] {
  if (wanted === undefined || wanted.length === 0) {
    const order: readonly DeliveryMedium[] = ['SMS', 'EMAIL']
    return order.filter((medium) => attributes.get(attributeOf[medium])).slice(0, 1)
  }
  const mediums = [...new Set(wanted)]
  for (const medium of mediums) {
    const attribute = attributeOf[medium]
    if (!attributes.get(attribute))
      throw invalidParameter(`The delivery medium ${medium} needs the attribute ${attribute}.`)
  }
  return mediums
}

/** `username` is the name as the administrator wrote it, which may be an e-mail or a phone number.
 * @throws PoolError when the custom message trigger fails. */
export async function sendInvitation(
  context: Context,
  user: User,
  invitation: {
    readonly username: string
    readonly password: string
    readonly mediums: readonly DeliveryMedium[]
  },
): Promise<void> {
  if (invitation.mediums.length === 0) return
  const texts = await askCustomMessage(context, user, {
    triggerSource: 'CustomMessage_AdminCreateUser',
    clientId: undefined,
    clientMetadata: undefined,
  })
  const own = context.settings.invitation
  for (const medium of invitation.mediums) {
    const field = medium === 'EMAIL' ? 'emailMessage' : 'smsMessage'
    const body = (texts?.[field] ?? own[field])
      .replaceAll('{username}', () => invitation.username)
      .replaceAll('{####}', () => invitation.password)
    await context.mailbox.deliver({
      to: user.attributes.get(attributeOf[medium]) ?? '',
      subject: texts?.emailSubject ?? own.emailSubject,
      body,
      ...(body.includes(invitation.password) && { code: invitation.password }),
      atMs: context.clock(),
    })
  }
}

const attributeOf: { readonly [M in DeliveryMedium]: VerifiedAttribute } = {
  EMAIL: 'email',
  SMS: 'phone_number',
}

/** AdminConfirmSignUp: an administrator confirms without a code. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html */
import { ofUser } from '../operation.ts'
import { notAuthorized, userNotFound } from '../errors.ts'
import { optional, textMap } from '../input.ts'
import { tellConfirmed } from '../triggers/post-confirmation.ts'

export const adminConfirmSignUp = ofUser(
  { ClientMetadata: optional(textMap()) },
  async (context, user, input) => {
    if (user.status !== 'UNCONFIRMED')
      throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`)

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

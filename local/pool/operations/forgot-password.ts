/** ForgotPassword: a code for somebody who cannot sign in. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html */
import { demandClient, type Context } from '../context.ts'
import {
  chooseDestination,
  deliverCode,
  simulateDelivery,
  type CodeDeliveryDetails,
} from '../deliver-code.ts'
import { invalidParameter, notAuthorized, userNotFound } from '../errors.ts'
import { optional, request, required, textMap } from '../input.ts'
import { clientId, secretHash, username } from '../members.ts'
import type { VerifiedAttribute } from '../pool-settings.ts'
import { checkSecretHash } from '../secret-hash.ts'
import type { User } from '../users.ts'

const readInput = request({
  ClientId: required(clientId),
  SecretHash: optional(secretHash),
  Username: required(username),
  ClientMetadata: optional(textMap()),
})

export async function forgotPassword(
  context: Context,
  body: unknown,
): Promise<{ readonly CodeDeliveryDetails: CodeDeliveryDetails }> {
  const input = readInput(body)
  const client = demandClient(context, input.ClientId)
  checkSecretHash(client, input.Username, input.SecretHash)
  const user = context.users.find(input.Username)
  if (user === undefined) {
    if (!client.hidesUserExistence) throw userNotFound()
    return { CodeDeliveryDetails: simulateDelivery(input.Username) }
  }
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER')
    throw notAuthorized('User password cannot be reset in the current state.')
  const destination = chooseDestination(user, verifiedOf(user))
  if (destination === undefined) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    )
  }
  return { CodeDeliveryDetails: await deliverCode(context, user, destination, 'forgot-password') }
}

function verifiedOf(user: User): readonly VerifiedAttribute[] {
  const attributes: readonly VerifiedAttribute[] = ['phone_number', 'email']
  return attributes.filter((attribute) => user.attributes.get(`${attribute}_verified`) === 'true')
}

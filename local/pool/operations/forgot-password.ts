/** ForgotPassword: sends a code to choose a new password with. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html */
import { demandClient, type Context } from '../context.ts'
import type { CodeDeliveryDetails } from '../codes/deliver-code.ts'
import { unknownUserOfClient } from '../errors.ts'
import { optional, request, required, textMap } from '../input.ts'
import { clientId, secretHash, username } from '../members.ts'
import { isHidden, sendRecoveryCode, simulateRecoveryCode } from '../codes/password-recovery.ts'
import { checkSecretHash } from '../sign-in/secret-hash.ts'

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
  if (client.hidesUserExistence && isHidden(user, context.settings))
    return { CodeDeliveryDetails: simulateRecoveryCode(context, input.Username) }

  if (user === undefined) throw unknownUserOfClient()
  const call = { clientId: client.clientId, clientMetadata: input.ClientMetadata }
  return { CodeDeliveryDetails: await sendRecoveryCode(context, user, call) }
}

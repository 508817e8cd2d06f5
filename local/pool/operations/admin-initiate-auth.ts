/** AdminInitiateAuth: signs in or refreshes from a server. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html */
import { authFlowNames, runAuthFlow } from '../sign-in/auth-flow.ts'
import type { AuthOutput } from '../sign-in/auth-output.ts'
import { demandClient, demandPool, type Context } from '../context.ts'
import { oneOf, optional, request, required, textMap } from '../input.ts'
import { clientId, userPoolId } from '../members.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  ClientId: required(clientId),
  AuthFlow: required(oneOf(authFlowNames)),
  AuthParameters: optional(textMap()),
  ClientMetadata: optional(textMap()),
})

export async function adminInitiateAuth(context: Context, body: unknown): Promise<AuthOutput> {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  return runAuthFlow(context, {
    flowName: input.AuthFlow,
    client: demandClient(context, input.ClientId),
    parameters: input.AuthParameters ?? new Map(),
    isAdmin: true,
  })
}

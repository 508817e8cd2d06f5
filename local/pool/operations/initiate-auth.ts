/** InitiateAuth: signs in or refreshes from an app. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
import { authFlowNames, runAuthFlow } from '../sign-in/auth-flow.ts'
import type { AuthOutput } from '../sign-in/auth-output.ts'
import { demandClient, type Context } from '../context.ts'
import { oneOf, optional, request, required, textMap } from '../input.ts'
import { clientId } from '../members.ts'

const readInput = request({
  AuthFlow: required(oneOf(authFlowNames)),
  AuthParameters: optional(textMap()),
  ClientId: required(clientId),
  ClientMetadata: optional(textMap()),
})

export async function initiateAuth(context: Context, body: unknown): Promise<AuthOutput> {
  const input = readInput(body)
  return runAuthFlow(context, {
    flowName: input.AuthFlow,
    client: demandClient(context, input.ClientId),
    parameters: input.AuthParameters ?? new Map(),
    validationData: input.ClientMetadata,
    isAdmin: false,
  })
}

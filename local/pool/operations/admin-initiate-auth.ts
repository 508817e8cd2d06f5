/** AdminInitiateAuth: signs in or refreshes from a server. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html */
import { ofPool } from '../operation.ts'
import { authFlowNames, runAuthFlow } from '../sign-in/auth-flow.ts'
import { demandClient } from '../context.ts'
import { oneOf, optional, required, textMap } from '../input.ts'
import { clientId } from '../members.ts'

export const adminInitiateAuth = ofPool(
  {
    ClientId: required(clientId),
    AuthFlow: required(oneOf(authFlowNames)),
    AuthParameters: optional(textMap()),
    ClientMetadata: optional(textMap()),
  },
  (context, input) =>
    runAuthFlow(context, {
      flowName: input.AuthFlow,
      client: demandClient(context, input.ClientId),
      parameters: input.AuthParameters ?? new Map(),
      validationData: input.ClientMetadata,
      isAdmin: true,
    }),
)

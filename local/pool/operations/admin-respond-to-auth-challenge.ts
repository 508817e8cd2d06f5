/** AdminRespondToAuthChallenge: a server goes on with a sign-in. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html */
import { answerChallenge, challengeNames } from '../sign-in/answer-challenge.ts'
import type { AuthOutput } from '../sign-in/auth-output.ts'
import { demandClient, demandPool, type Context } from '../context.ts'
import { oneOf, optional, request, required, textMap } from '../input.ts'
import { clientId, session, userPoolId } from '../members.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  ClientId: required(clientId),
  ChallengeName: required(oneOf(challengeNames)),
  Session: optional(session),
  ChallengeResponses: optional(textMap()),
  ClientMetadata: optional(textMap()),
})

export async function adminRespondToAuthChallenge(context: Context, body: unknown): Promise<AuthOutput> {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  return answerChallenge(context, input.ChallengeName, {
    client: demandClient(context, input.ClientId),
    session: input.Session,
    responses: input.ChallengeResponses ?? new Map(),
    clientMetadata: input.ClientMetadata,
  })
}

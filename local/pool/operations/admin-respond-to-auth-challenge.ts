/** AdminRespondToAuthChallenge: a server goes on with a sign-in. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html */
import { ofPool } from '../operation.ts'
import { answerChallenge, challengeNames } from '../sign-in/answer-challenge.ts'
import { demandClient } from '../context.ts'
import { oneOf, optional, required, textMap } from '../input.ts'
import { clientId, session } from '../members.ts'

export const adminRespondToAuthChallenge = ofPool(
  {
    ClientId: required(clientId),
    ChallengeName: required(oneOf(challengeNames)),
    Session: optional(session),
    ChallengeResponses: optional(textMap()),
    ClientMetadata: optional(textMap()),
  },
  (context, input) =>
    answerChallenge(context, input.ChallengeName, {
      client: demandClient(context, input.ClientId),
      session: input.Session,
      responses: input.ChallengeResponses ?? new Map(),
      clientMetadata: input.ClientMetadata,
    }),
)

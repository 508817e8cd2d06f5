/** A pool whose clients sign in by SRP, and the two calls of such a sign-in. */
import type {
  InitiateAuthCommandOutput,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import {
  clientId,
  email,
  enroll,
  goodPassword,
  harness,
  openPool,
  poolId,
  type HarnessOptions,
} from './pool-harness.ts'
import { createSrpClient, type SrpClient } from './srp-client.ts'

export const [, poolName = ''] = poolId.split('_')
export const wrong = 'NotAuthorizedException: Incorrect username or password.'

export function openSrpPool(options: HarnessOptions = {}): Promise<void> {
  return openPool({
    ...options,
    client: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'], ...options.client },
  })
}

export function begin(
  client: SrpClient,
  parameters: Record<string, string> = {},
  ClientId: string = clientId,
): Promise<InitiateAuthCommandOutput> {
  return harness.sdk.initiateAuth({
    ClientId,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: email, SRP_A: client.publicHex, ...parameters },
  })
}

export function respond(
  ChallengeResponses: Record<string, string>,
  input: { readonly ClientId?: string; readonly ClientMetadata?: Record<string, string> } = {},
): Promise<RespondToAuthChallengeCommandOutput> {
  return harness.sdk.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses,
    ...input,
  })
}

/** The same, with somebody who has signed up and confirmed. */
export async function openSrpEnrolled(options?: HarnessOptions): Promise<void> {
  await openSrpPool(options)
  await enroll()
}

/** The parameters of a challenge, and the proof of a password for it. */
export async function challenge(
  password: string = goodPassword,
  changes: Record<string, string> = {},
): Promise<{
  readonly parameters: Record<string, string>
  readonly proof: Record<string, string>
}> {
  const client = createSrpClient()
  const { ChallengeParameters = {} } = await begin(client, changes)
  return { parameters: ChallengeParameters, proof: client.prove(ChallengeParameters, password, poolName) }
}

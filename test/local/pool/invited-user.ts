/** Somebody with a temporary password, and the calls of a first sign-in. */
import type {
  InitiateAuthCommandOutput,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import {
  clientId,
  email,
  harness,
  openWith,
  poolId,
  startHarness,
  type Harness,
  type HarnessOptions,
} from './pool-harness.ts'

export const temporaryPassword = 'Temporary-Horse-7'
export const newPassword = 'Another-Horse-8'

interface Attribute {
  readonly Name: string
  readonly Value: string
}

export async function startInvited(
  options: HarnessOptions = {},
  attributes: readonly Attribute[] = [],
): Promise<Harness> {
  await startHarness(options)
  await harness.sdk.adminCreateUser({
    UserPoolId: poolId,
    Username: email,
    TemporaryPassword: temporaryPassword,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email_verified', Value: 'true' }, ...attributes],
  })
  return harness
}

export function openInvited(...options: Parameters<typeof startInvited>): Promise<void> {
  return openWith(startInvited(...options))
}

export function begin(PASSWORD: string = temporaryPassword): Promise<InitiateAuthCommandOutput> {
  return harness.sdk.initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD },
  })
}

export async function beginSession(): Promise<string> {
  const { Session = '' } = await begin()
  return Session
}

export function answer(
  Session: string | undefined,
  responses: Record<string, string> = {},
  input: { readonly ClientId?: string; readonly ClientMetadata?: Record<string, string> } = {},
): Promise<RespondToAuthChallengeCommandOutput> {
  return harness.sdk.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    ...(Session === undefined ? {} : { Session }),
    ChallengeResponses: { USERNAME: email, NEW_PASSWORD: newPassword, ...responses },
    ...input,
  })
}

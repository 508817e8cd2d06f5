/** Chooses what the answer to a challenge does, for the public and the administrator's call alike. */
import type { AuthOutput } from './auth-output.ts'
import type { Context } from '../context.ts'
import { invalidParameter } from '../errors.ts'
import { answerNewPassword, type ChallengeAnswer } from './new-password.ts'
import { answerSrp } from './srp-sign-in.ts'

export const challengeNames = [
  ...(['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'SELECT_MFA_TYPE', 'MFA_SETUP'] as const),
  ...(['PASSWORD_VERIFIER', 'CUSTOM_CHALLENGE', 'SELECT_CHALLENGE', 'DEVICE_SRP_AUTH'] as const),
  ...(['DEVICE_PASSWORD_VERIFIER', 'ADMIN_NO_SRP_AUTH', 'NEW_PASSWORD_REQUIRED', 'SMS_OTP'] as const),
  ...(['PASSWORD', 'WEB_AUTHN', 'PASSWORD_SRP'] as const),
] as const

export type ChallengeName = (typeof challengeNames)[number]

/** @throws PoolError as RespondToAuthChallenge and AdminRespondToAuthChallenge declare. */
export async function answerChallenge(
  context: Context,
  name: ChallengeName,
  answer: ChallengeAnswer,
): Promise<AuthOutput> {
  if (name === 'PASSWORD_VERIFIER') return answerSrp(context, answer)
  if (name === 'NEW_PASSWORD_REQUIRED') return answerNewPassword(context, answer)
  throw invalidParameter(`The challenge ${name} is not simulated.`)
}

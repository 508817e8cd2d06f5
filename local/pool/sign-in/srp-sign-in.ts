/** Signs in without sending the password: USER_SRP_AUTH, and its challenge PASSWORD_VERIFIER. */
import type { Context } from '../context.ts'
import { invalidParameter, userNotFound, wrongUserOrPassword } from '../errors.ts'
import { demandParameter } from '../parameters.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { askPreAuthentication } from '../triggers/pre-authentication.ts'
import type { AuthOutput, ChallengeOutput } from './auth-output.ts'
import { completeSignIn, refuseBeforePassword } from './complete-sign-in.ts'
import type { ChallengeAnswer } from './new-password.ts'
import { readPoolName } from './passwords.ts'
import { checkSecretHash, isSame } from './secret-hash.ts'
import type { SrpChallenge } from './challenges.ts'
import { deriveClaimKey, makeSrpKeys, readSrpPublicKey, signClaim, toHex } from './srp.ts'
import type { User } from '../users/users.ts'

const timestampForm = /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} [A-Z]{1,4} \d{4}$/

/** @throws PoolError as InitiateAuth declares. */
export async function startSrp(
  context: Context,
  client: ClientSettings,
  parameters: ReadonlyMap<string, string>,
  validationData: ReadonlyMap<string, string> | undefined,
): Promise<ChallengeOutput> {
  const username = demandParameter(parameters, 'USERNAME')
  const clientPublicKey = readSrpPublicKey(demandParameter(parameters, 'SRP_A'))
  checkSecretHash(client, username, parameters.get('SECRET_HASH'))
  if (clientPublicKey === undefined) throw invalidParameter('SRP_A is not a valid public key.')
  await askPreAuthentication(context, {
    user: context.users.find(username),
    username,
    client,
    validationData,
  })
  const user = context.users.find(username)
  if (user === undefined && !client.hidesUserExistence) throw userNotFound()
  if (user !== undefined) refuseBeforePassword(context, user)
  const side = findSide(context, username, user)
  const keys = makeSrpKeys(side.srp, context.random)
  const challenge = { ...side, keys, clientPublicKey, clientId: client.clientId }
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: toHex(side.srp.salt),
      SECRET_BLOCK: context.srpChallenges.open(challenge, client.challengeValidityMs),
      SRP_B: toHex(keys.publicKey),
      USERNAME: side.userId,
      USER_ID_FOR_SRP: side.userId,
    },
  }
}

/** @throws PoolError as RespondToAuthChallenge declares. */
export async function answerSrp(context: Context, answer: ChallengeAnswer): Promise<AuthOutput> {
  const { client, responses, clientMetadata } = answer
  const username = demandParameter(responses, 'USERNAME')
  const secretBlock = demandParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK')
  const signature = demandParameter(responses, 'PASSWORD_CLAIM_SIGNATURE')
  const timestamp = demandParameter(responses, 'TIMESTAMP')
  checkSecretHash(client, username, responses.get('SECRET_HASH'))
  if (!timestampForm.test(timestamp))
    throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.')

  const challenge = context.srpChallenges.read(secretBlock, client.clientId)
  // One guess at the password for each challenge.
  context.srpChallenges.spend(secretBlock)
  const expected = signClaim(deriveClaimKey(challenge.keys, challenge.clientPublicKey, challenge.srp), {
    poolName: readPoolName(context.poolId),
    userId: challenge.userId,
    secretBlock: Buffer.from(secretBlock, 'base64'),
    timestamp,
  })
  const user = challenge.sub === undefined ? undefined : context.users.bySub(challenge.sub)
  const isOwnChallenge = user !== undefined && context.users.find(username)?.sub === user.sub
  // The password may have changed since the challenge was made.
  const isOwnPassword = user?.password?.srp === challenge.srp
  if (!isOwnChallenge || !isOwnPassword || !isSame(expected, Buffer.from(signature, 'base64')))
    throw wrongUserOrPassword()

  return completeSignIn(context, { user, client, clientMetadata })
}

function findSide(
  context: Context,
  username: string,
  user: User | undefined,
): Pick<SrpChallenge, 'sub' | 'userId' | 'srp'> {
  if (user?.password !== undefined) return { sub: user.sub, userId: user.username, srp: user.password.srp }

  const name = context.settings.isCaseSensitive ? username : username.toLowerCase()
  return { sub: undefined, ...context.simulatedUsers(name) }
}

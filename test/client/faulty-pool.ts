/** A local user pool behind faults: triggers that hang, throttles, lost requests and lost answers. */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { makeKeyPair } from '../../local/pool/tokens/keys.ts'
import { startUserPool, type UserPool } from '../../local/pool/service.ts'
import type { InvokeResult } from '../../local/pool/triggers/triggers.ts'
import { createRandom } from '../support/seeded-random.ts'
import { type FaultProxy, type ProxyFault, startFaultProxy } from './fault-proxy.ts'

export const region = 'eu-west-1'
export const clientId = 'public1client'
/** Limits of a client that only say that something hung. */
export const patience = { totalLimitMs: 120_000, attemptLimitMs: 60_000 }
/** Sign-ups from this domain are denied. */
export const deniedDomain = 'denied.example'
const preSignUpArn = 'arn:aws:lambda:eu-west-1:111122223333:function:pre-sign-up'
const postConfirmationArn = 'arn:aws:lambda:eu-west-1:111122223333:function:post-confirmation'

/** Shares of all calls, from 0 to 1. */
export interface FaultShares {
  readonly triggerTimeouts: number
  readonly throttled: number
  readonly lostRequests: number
  readonly lostAnswers: number
}

export interface FaultyPool {
  readonly pool: UserPool
  readonly proxy: FaultProxy
  /** Calls by way of the proxy; the SDK's default retries are on. */
  readonly cognito: CognitoIdentityProviderClient
  /** Calls the pool itself. */
  readonly direct: CognitoIdentityProviderClient
  /** The codes that were mailed to an address, oldest first. */
  codesOf(email: string): readonly string[]
  /** How many calls of a trigger were answered, and how many hang. */
  readonly triggerCalls: { answered: number; hanging: number }
  close(): Promise<void>
}

/** Whether a call meets a fault depends on the seed, the user and how often the user called: not on the order in which
 * the calls of different users arrive. */
export async function startFaultyPool(shares: FaultShares, seed: number): Promise<FaultyPool> {
  const codes = new Map<string, string[]>()
  const triggerCalls = { answered: 0, hanging: 0 }
  const asked = new Map<string, number>()
  const hanging = new Map<string, boolean>()

  const doesHang = (operationId: string, functionArn: string, email: string): boolean => {
    // All attempts of one call hang: one that is answered would be no time-out for the caller.
    const known = hanging.get(operationId)
    if (known !== undefined) return known
    const key = `${functionArn} ${email}`
    const nth = (asked.get(key) ?? 0) + 1
    asked.set(key, nth)
    const hangs = draw(seed, `${key} ${nth}`) < shares.triggerTimeouts
    hanging.set(operationId, hangs)
    triggerCalls[hangs ? 'hanging' : 'answered'] += 1
    return hangs
  }

  const pool = await startUserPool({
    port: 0,
    region,
    accountId: '111122223333',
    poolId: 'eu-west-1_Faulty',
    keyPair: await makeKeyPair(),
    pool: {
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      LambdaConfig: { PreSignUp: preSignUpArn, PostConfirmation: postConfirmationArn },
    },
    clients: [
      {
        clientId,
        name: 'public',
        properties: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
      },
    ],
    attempts: 3,
    attemptLimitMs: 25,
    isTriggerAllowed: () => true,
    mailbox: { deliver: (mail) => void codes.set(mail.to, [...(codes.get(mail.to) ?? []), mail.code ?? '']) },
    async invokeTrigger({ functionArn, payload, origin }): Promise<InvokeResult> {
      const event: { request: { userAttributes: { email: string } } } = JSON.parse(payload)
      const { email } = event.request.userAttributes
      if (doesHang(origin.operationId, functionArn, email)) return new Promise(() => undefined)
      if (functionArn === preSignUpArn && email.endsWith(`@${deniedDomain}`)) {
        const errorMessage = '[email_domain_not_allowed] Please use another address'
        return { kind: 'function-error', errorType: 'Denial', errorMessage }
      }
      return { kind: 'success', payload }
    },
  })
  const proxy = await startFaultProxy(pool.endpoint, ({ operation, username, nth }) =>
    pickFault(shares, draw(seed, `${operation} ${username} ${nth}`)),
  )
  const cognito = new CognitoIdentityProviderClient({ region, endpoint: proxy.endpoint })
  const direct = new CognitoIdentityProviderClient({ region, endpoint: pool.endpoint })
  return {
    pool,
    proxy,
    cognito,
    direct,
    codesOf: (email) => codes.get(email) ?? [],
    triggerCalls,
    async close() {
      cognito.destroy()
      direct.destroy()
      await proxy.close()
      await pool.close()
    },
  }
}

function pickFault({ throttled, lostRequests, lostAnswers }: FaultShares, drawn: number): ProxyFault {
  if (drawn < throttled) return 'throttled'
  if (drawn < throttled + lostRequests) return 'lost-request'
  return drawn < throttled + lostRequests + lostAnswers ? 'lost-answer' : 'none'
}

/** A number from 0 up to 1 for a name (FNV-1a). */
function draw(seed: number, name: string): number {
  let hash = 0x81_1c_9d_c5 ^ seed
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93)
  return createRandom(hash)()
}

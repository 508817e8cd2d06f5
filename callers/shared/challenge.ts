/** The further step of a sign-in: what the person is asked for, and what is kept sealed in a cookie until the answer. */
import type { Challenged } from '@cognito-trigger-suite/client/sign-in'
import {
  type Database,
  tryConditional,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-client'
import { keyAttributes, toAttributes } from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import { own, ownText, readJson, readStrings } from '@cognito-trigger-suite/triggers/internal/core/json'
import { sha256 } from '@cognito-trigger-suite/triggers/internal/core/sha256'
import { tableCall } from './bounded.ts'
import type { Call } from './handler.ts'
import type { HttpRequest } from './http.ts'
import type { Problem } from './problem.ts'
import type { Sealer } from './seal.ts'

/** Challenges that a code answers, by the name of the answer.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChallengeResponseType.html */
const codeNames: ReadonlyMap<unknown, string> = new Map([
  ['EMAIL_OTP', 'EMAIL_OTP_CODE'],
  ['SMS_MFA', 'SMS_MFA_CODE'],
  ['SOFTWARE_TOKEN_MFA', 'SOFTWARE_TOKEN_MFA_CODE'],
])

/** Cognito ends a challenge after 3 to 15 minutes, by the app client's setting; in seconds. */
const longestS = 900

/** Answers of one person in a quarter of an hour, right or wrong: who knows the password could begin a new challenge for
 * each guess. */
const maxAnswers = 10

const cookieName = '__Host-Http-challenge'

export interface Challenge {
  readonly name: string
  /** Cognito's own. No browser reads it. */
  readonly session: string
  readonly username: string
  /** The name of the code in the answer; undefined for a new password. */
  readonly codeName: string | undefined
}

export interface Challenges {
  /** What the person is told, and the cookie; undefined for a step that only managed login takes. */
  ask(
    answer: Challenged['answer'],
    username: string,
    call: Call,
  ): Promise<{ readonly problem: Problem; readonly cookie: string } | undefined>
  /** Undefined without one, and for one that has ended. */
  read(cookies: HttpRequest['cookies'], call: Call): Promise<Challenge | undefined>
  /** Counts an answer before it is given. False when there were too many. */
  mayAnswer(challenge: Challenge, call: Call): Promise<boolean>
}

export function createChallenges(database: Database, sealer: Sealer): Challenges {
  return {
    async ask({ ChallengeName: name, Session: session, ChallengeParameters: parameters }, username, call) {
      const problem = describe(name, parameters)
      if (problem === undefined || name === undefined || session === undefined) return undefined
      // After a sign-in with an alias Cognito wants the name behind it.
      const realName = ownText(parameters, 'USER_ID_FOR_SRP') ?? username
      const kept = { name, session, username: realName, endsAtMs: call.clock.epochMs() + longestS * 1_000 }
      return {
        problem,
        cookie: cookieOf(await sealer.seal(JSON.stringify(kept), 'challenge', call.signal), longestS),
      }
    },
    async read(cookies, call) {
      const opened = readJson(
        (await sealer.open(cookies.get(cookieName) ?? '', 'challenge', call.signal)) ?? '',
      )
      const name = ownText(opened, 'name')
      const session = ownText(opened, 'session')
      const username = ownText(opened, 'username')
      if (name === undefined || session === undefined || username === undefined) return undefined
      if (!(Number(own(opened, 'endsAtMs')) > call.clock.epochMs())) return undefined
      return { name, session, username, codeName: codeNames.get(name) }
    },
    async mayAnswer({ username }, call) {
      const nowS = Math.floor(call.clock.epochMs() / 1_000)
      const quarter = String(Math.floor(nowS / longestS))
      const input = {
        Key: keyAttributes({ pk: `SESSION#${sha256('challenge', username, quarter)}`, sk: 'CHALLENGE' }),
        UpdateExpression: 'SET answers = if_not_exists(answers, :none) + :one, expiresAtS = :end',
        ConditionExpression: 'attribute_not_exists(answers) OR answers < :max',
        ExpressionAttributeValues: toAttributes({
          ':none': 0,
          ':one': 1,
          ':max': maxAnswers,
          ':end': nowS + longestS,
        }),
      }
      return (await tryConditional(database.send('UpdateItem', input, tableCall(call)))) !== undefined
    },
  }
}

export const endedChallengeCookie = cookieOf('', 0)

export function isChallenged({ cookies }: Pick<HttpRequest, 'cookies'>): boolean {
  return cookies.has(cookieName)
}

function cookieOf(sealed: string, maxAgeS: number): string {
  return `${cookieName}=${sealed}; Path=/; Max-Age=${maxAgeS}; Secure; HttpOnly; SameSite=Strict`
}

function describe(name: string | undefined, parameters: unknown): Problem | undefined {
  if (codeNames.has(name)) {
    const medium = ownText(parameters, 'CODE_DELIVERY_DELIVERY_MEDIUM') ?? 'APP'
    const challenge = { medium, destination: ownText(parameters, 'CODE_DELIVERY_DESTINATION') }
    return { status: 401, code: 'code_needed', detail: 'Please enter the code.', language: 'en', challenge }
  }
  if (name !== 'NEW_PASSWORD_REQUIRED') return undefined
  const names = readStrings(readJson(ownText(parameters, 'requiredAttributes') ?? ''))
  const challenge = { attributes: names.map((each) => each.replace('userAttributes.', '')) }
  const detail = 'Please choose a new password.'
  return { status: 401, code: 'new_password_needed', detail, language: 'en', challenge }
}

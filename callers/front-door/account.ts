/** What a person does with a name and a password: sign up, enter the code, ask for another, sign in. */
import { requirePart } from '@cognito-trigger-suite/client/cognito'
import { confirmSignUp } from '@cognito-trigger-suite/client/confirm-sign-up'
import type { Failure } from '@cognito-trigger-suite/client/classify'
import { unclearKey } from '@cognito-trigger-suite/client/recover-sign-up'
import type { Rejected, RejectedReason } from '@cognito-trigger-suite/client/rejection'
import { resendCode } from '@cognito-trigger-suite/client/resend-code'
import {
  type Challenged,
  type SignedIn,
  signIn as signInAtCognito,
  type SignInResult,
} from '@cognito-trigger-suite/client/sign-in'
import { signUp as signUpAtCognito, type SignUpResult } from '@cognito-trigger-suite/client/sign-up'
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { sha256 } from '@cognito-trigger-suite/triggers/internal/core/sha256'
import { type Form, readForm } from '../shared/browser-guard.ts'
import { type Challenges, endedChallengeCookie, isChallenged } from '../shared/challenge.ts'
import {
  confirmRefusals,
  localesOf,
  type Refusals,
  signInRefusals,
  signUpRefusals,
  tellFailure,
  unavailable,
} from '../shared/failures.ts'
import type { Answered, Call } from '../shared/handler.ts'
import type { HttpAnswer, HttpRequest } from '../shared/http.ts'
import { type Problem, ProblemError, refuse, reply, replyFailure } from '../shared/problem.ts'
import type { Submits, Submitted } from '../shared/submit-once.ts'
import { describe, openSession, type SessionParts } from './session.ts'

export interface AccountParts extends SessionParts {
  readonly submits: Submits
  readonly challenges: Challenges
}

/** A random text such as a UUID. */
const submitKey = /^[\w-]{16,128}$/

/** Signs up once for each `Idempotency-Key`, however often the form is sent. */
export async function signUp(
  parts: AccountParts,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const { form, attempt, cognito, common } = begin(parts, request, call, [
    'username',
    'password',
    'attributes',
  ])
  const username = form.text('username')
  const password = form.text('password')
  const attributes = form.texts('attributes')
  const key = request.headers.get('idempotency-key') ?? ''
  if (!submitKey.test(key)) {
    const detail = 'Send a random Idempotency-Key of 16 to 128 letters, digits, _ or - with each form.'
    throw new ProblemError({ status: 400, code: 'idempotency_key_missing', detail, language: 'en' })
  }
  return submit(parts, key, sha256('sign-up', request.body), call, async (wasTried) => {
    const input = {
      ...common,
      Username: username,
      Password: password,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }
    // What an earlier submit began is found by its password.
    const unclear = new Set(wasTried ? [unclearKey(username, password)] : [])
    const result = await signUpAtCognito(attempt, cognito, unclear, input)
    return {
      told: tell(result, localesOf(request)),
      next: result.kind === 'signed_up' ? 'keep' : nextOf(result),
    }
  })
}

/** A repeat gets the first one's answer. */
async function submit(
  { submits }: AccountParts,
  key: string,
  content: string,
  call: Call,
  run: (wasTried: boolean) => Promise<Pick<Submitted, 'next'> & { readonly told: Answered<HttpAnswer> }>,
): Promise<Answered<HttpAnswer>> {
  let first: Answered<HttpAnswer> | undefined
  const answered = await submits.once(key, content, call, async (wasTried) => {
    const { told, next } = await run(wasTried)
    first = told
    return { status: told.answer.status, body: told.answer.body ?? '', next }
  })
  if (first !== undefined) return first
  const { status, body } = answered
  const headers = { 'content-type': 'application/json' }
  return { outcome: 'allowed', notes: { isRepeat: true }, answer: { status, headers, body } }
}

function nextOf({ isUnclear }: Failure): Submitted['next'] {
  return isUnclear ? 'check' : 'forget'
}

function tell(result: SignUpResult, locales: readonly string[]): Answered<HttpAnswer> {
  if (result.kind !== 'signed_up') return replyFailure(tellFailure(result, locales, signUpRefusals))
  const { isConfirmed, isRecovered, undelivered, answer } = result
  return reply({ isConfirmed, isRecovered, undelivered, delivery: describeDelivery(answer) })
}

/** Where the code went, as Cognito masks it. */
function describeDelivery(answer: unknown): object | undefined {
  const details = own(answer, 'CodeDeliveryDetails')
  const medium = own(details, 'DeliveryMedium')
  return medium === undefined ? undefined : { medium, destination: own(details, 'Destination') }
}

/** A repeat with the right code succeeds. Another code is wrong, whether or not there is an account that is confirmed. */
export async function confirm(
  parts: AccountParts,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const { form, attempt, cognito, common } = begin(parts, request, call, ['username', 'code'])
  const [Username, ConfirmationCode] = [form.text('username'), form.text('code')]
  return submit(parts, sha256('confirm', Username, ConfirmationCode), 'confirm', call, async (wasTried) => {
    const confirmed = await confirmSignUp(attempt, cognito, { ...common, Username, ConfirmationCode })
    const isOurs =
      confirmed.kind !== 'confirmed' || !confirmed.wasAlready || confirmed.isRecovered || wasTried
    const result = isOurs ? confirmed : alreadyConfirmed
    return result.kind === 'confirmed'
      ? { told: reply({ wasAlready: result.wasAlready }), next: 'keep' }
      : {
          told: replyFailure(tellFailure(result, localesOf(request), confirmRefusals)),
          next: nextOf(result),
        }
  })
}

const alreadyConfirmed: Rejected = {
  kind: 'rejected',
  reason: 'already_confirmed',
  text: '',
  isUnclear: false,
}

/** Says the same whether or not there is an account that waits for a code. */
export async function resend(
  parts: AccountParts,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const { form, attempt, cognito, common } = begin(parts, request, call, ['username'])
  const result = await resendCode(attempt, cognito, { ...common, Username: form.text('username') })
  if (result.kind === 'code_sent') return reply({})
  const failed = tellFailure(result, localesOf(request))
  // What Cognito says of the account is in the report alone.
  const isOfAccount = result.kind === 'rejected' && !isOfEverybody.has(result.reason)
  return isOfAccount ? { ...reply({}), outcome: 'denied', code: failed.code } : replyFailure(failed)
}

const isOfEverybody: ReadonlySet<RejectedReason> = new Set(['forbidden', 'message_limit_exceeded'])

/** Signs in with a password. */
export async function signIn(
  parts: AccountParts,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const { form, attempt, cognito, common } = begin(parts, request, call, ['username', 'password'])
  const Username = form.text('username')
  const input = { ...common, Username, Password: form.text('password') }
  const result = await signInAtCognito(attempt, cognito, input)
  return finish(parts, result, Username, request, call, signInRefusals)
}

/** The further step of a sign-in: the code, or a new password with the attributes that the account lacks. */
export async function answerChallenge(
  parts: AccountParts,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const { form, attempt, common } = begin(parts, request, call, ['code', 'password', 'attributes'])
  const challenge = await parts.challenges.read(request.cookies, call)
  if (challenge === undefined) return refuse(noChallenge, [endedChallengeCookie])
  const { name: ChallengeName, session: Session, username: USERNAME, codeName } = challenge
  const attributes = Object.entries(form.texts('attributes')).map(([name, value]) => [
    `userAttributes.${name}`,
    value,
  ])
  const given =
    codeName === undefined
      ? { NEW_PASSWORD: form.text('password'), ...Object.fromEntries(attributes) }
      : { [codeName]: form.text('code') }
  if (!(await parts.challenges.mayAnswer(challenge, call)))
    return refuse(tooManyAnswers, [endedChallengeCookie])
  const input = { ...common, ChallengeName, Session, ChallengeResponses: { USERNAME, ...given } }
  const result = await attempt(async ({ abortSignal }): Promise<SignedIn | Challenged> => {
    const answer = await parts.answerChallenge(request, input, abortSignal)
    const tokens = answer.AuthenticationResult
    if (tokens !== undefined) return { kind: 'signed_in', tokens }
    requirePart(answer.ChallengeName)
    return { kind: 'challenged', answer }
  })
  return finish(parts, result, USERNAME, request, call)
}

async function finish(
  parts: AccountParts,
  result: SignInResult,
  username: string,
  request: HttpRequest,
  call: Call,
  refusals?: Partial<Refusals>,
): Promise<Answered<HttpAnswer>> {
  if (result.kind === 'challenged') {
    const asked = await parts.challenges.ask(result.answer, username, call)
    return asked === undefined ? refuse(onlyManaged) : refuse(asked.problem, [asked.cookie])
  }
  if (result.kind !== 'signed_in') return replyFailure(tellFailure(result, localesOf(request), refusals))
  const opened = await openSession(parts, result.tokens, request, call)
  if (opened === undefined) return refuse(unavailable(localesOf(request)))
  const ended = isChallenged(request) && request.takesManyCookies ? [endedChallengeCookie] : []
  return reply(describe(opened.tokens, 0, call), [opened.cookie, ...ended])
}

const onlyManaged: Problem = {
  status: 403,
  code: 'second_step_needed',
  detail: 'This account needs a second step. Please use the sign-in page.',
  language: 'en',
}
const noChallenge: Problem = { status: 401, code: 'no_challenge', detail: 'Please sign in.', language: 'en' }
const tooManyAnswers: Problem = {
  status: 429,
  code: 'too_many_answers',
  detail: 'Too many answers. Please wait, and sign in again.',
  language: 'en',
  retryAfterS: 900,
}

/** Reads the form, and makes what each call of Cognito for it has. */
function begin(parts: AccountParts, request: HttpRequest, call: Call, fields: readonly string[]) {
  const form = readForm(request, [...fields, 'locale', 'metadata'])
  const ClientMetadata = metadataOf(form, request)
  return {
    form,
    attempt: parts.attempt(call, ClientMetadata['locale']),
    cognito: parts.cognitoFor(request),
    common: { ClientId: parts.clientId, ClientMetadata },
  }
}

/** What the triggers get: what the page sends, such as an invitation, and the language of the person. */
export function metadataOf(form: Form, request: HttpRequest): Record<string, string> {
  const locale = form.optionalText('locale') ?? localesOf(request)[0]
  return { ...form.texts('metadata'), ...(locale === undefined ? {} : { locale }) }
}

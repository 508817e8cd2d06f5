/** The way to an account: sign up, enter the code, ask for another. */
import { confirmSignUp } from '@cognito-trigger-suite/client/confirm-sign-up'
import { unclearKey } from '@cognito-trigger-suite/client/recover-sign-up'
import { resendCode } from '@cognito-trigger-suite/client/resend-code'
import { signUp as signUpAtCognito, type SignUpResult } from '@cognito-trigger-suite/client/sign-up'
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { sha256 } from '@cognito-trigger-suite/triggers/internal/core/sha256'
import { type AuthCalls, localesOf } from '../shared/auth-calls.ts'
import { tellFailure } from '../shared/failures.ts'
import { type Form, readForm } from '../shared/form.ts'
import type { Answered, Call } from '../shared/handler.ts'
import type { HttpAnswer, HttpRequest } from '../shared/http.ts'
import { ProblemError } from '../shared/problem.ts'
import { reply, replyFailure } from '../shared/replies.ts'
import type { Submits } from '../shared/submit-once.ts'

export interface AccountParts extends AuthCalls {
  readonly submits: Submits
}

/** A random text such as a UUID. */
const submitKey = /^[\w-]{16,128}$/

/** Signs up once for each `Idempotency-Key`, however often the form is sent. */
export async function signUp(
  parts: AccountParts,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const form = readForm(request, ['username', 'password', 'attributes', 'locale', 'metadata'])
  const username = form.text('username')
  const password = form.text('password')
  const attributes = form.texts('attributes')
  const metadata = metadataOf(form, request)
  const key = request.headers.get('idempotency-key') ?? ''
  if (!submitKey.test(key)) {
    const detail = 'Send a random Idempotency-Key of 16 to 128 letters, digits, _ or - with each form.'
    throw new ProblemError({ status: 400, code: 'idempotency_key_missing', detail, language: 'en' })
  }
  let first: Answered<HttpAnswer> | undefined
  const answered = await parts.submits.once(key, sha256('sign-up', request.body), call, async (wasTried) => {
    const input = {
      ClientId: parts.clientId,
      Username: username,
      Password: password,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      ClientMetadata: metadata,
    }
    // What an earlier submit began is found by its password.
    const unclear = new Set(wasTried ? [unclearKey(username, password)] : [])
    const attempt = parts.attempt(call, metadata['locale'])
    const result = await signUpAtCognito(attempt, parts.cognito, unclear, input)
    first = tell(result, localesOf(request))
    const { status, body = '' } = first.answer
    const isOpen = result.kind !== 'signed_up' && result.isUnclear
    return { status, body, next: result.kind === 'signed_up' ? 'keep' : isOpen ? 'check' : 'forget' }
  })
  if (first !== undefined) return first
  const { status, body } = answered
  const headers = { 'content-type': 'application/json' }
  return { outcome: 'allowed', notes: { isRepeat: true }, answer: { status, headers, body } }
}

function tell(result: SignUpResult, locales: readonly string[]): Answered<HttpAnswer> {
  if (result.kind !== 'signed_up') return replyFailure(tellFailure(result, locales))
  const { isConfirmed, isRecovered, undelivered, answer } = result
  return reply({ isConfirmed, isRecovered, undelivered, delivery: describeDelivery(answer) })
}

/** Where the code went, as Cognito masks it. */
function describeDelivery(answer: unknown): object | undefined {
  const details = own(answer, 'CodeDeliveryDetails')
  const medium = own(details, 'DeliveryMedium')
  return medium === undefined ? undefined : { medium, destination: own(details, 'Destination') }
}

/** A repeat for a confirmed account succeeds. */
export async function confirm(
  parts: AuthCalls,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const form = readForm(request, ['username', 'code', 'locale', 'metadata'])
  const ClientMetadata = metadataOf(form, request)
  const result = await confirmSignUp(parts.attempt(call, ClientMetadata['locale']), parts.cognito, {
    ClientId: parts.clientId,
    Username: form.text('username'),
    ConfirmationCode: form.text('code'),
    ClientMetadata,
  })
  return result.kind === 'confirmed'
    ? reply({ wasAlready: result.wasAlready })
    : replyFailure(tellFailure(result, localesOf(request)))
}

export async function resend(
  parts: AuthCalls,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const form = readForm(request, ['username', 'locale', 'metadata'])
  const ClientMetadata = metadataOf(form, request)
  const result = await resendCode(parts.attempt(call, ClientMetadata['locale']), parts.cognito, {
    ClientId: parts.clientId,
    Username: form.text('username'),
    ClientMetadata,
  })
  return result.kind === 'code_sent'
    ? reply({ delivery: describeDelivery(result.answer) })
    : replyFailure(tellFailure(result, localesOf(request)))
}

/** What the triggers get: what the page sends, such as an invitation, and the language of the person. */
export function metadataOf(form: Form, request: HttpRequest): Record<string, string> {
  const locale = form.optionalText('locale') ?? localesOf(request)[0]
  return { ...form.texts('metadata'), ...(locale === undefined ? {} : { locale }) }
}

/** The managed login's token endpoint: asked once, since a code serves once, and so may a refresh token.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
import { classify } from '@cognito-trigger-suite/client/classify'
import type { SignedIn } from '@cognito-trigger-suite/client/sign-in'
import { within } from '@cognito-trigger-suite/triggers/core/deadline'
import { openConnection } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { exchange } from '@cognito-trigger-suite/triggers/internal/adapters/exchange'
import { ownNumber, ownText, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { ConfidentialClient } from './cognito.ts'
import { loginFailed, tellFailure, unavailable } from './failures.ts'
import type { Call } from './handler.ts'
import type { ToldFailure } from './problem.ts'

export type Tokens = SignedIn['tokens']

export interface GivenCode {
  readonly code: string
  readonly verifier: string
  readonly redirectUri: string
}

export type Redeemed =
  | { readonly kind: 'redeemed'; readonly tokens: Tokens }
  | { readonly kind: 'failed'; told(locales: readonly string[]): ToldFailure }

export interface TokenEndpoint {
  /** Never rejects. A code works once, so that a lost answer is not asked for again. */
  redeem(given: GivenCode, call: Call): Promise<Redeemed>
}

/** Posts a form and gives status and text. */
export type PostForm = (
  path: string,
  form: URLSearchParams,
  authorization: string | undefined,
  signal: AbortSignal,
) => Promise<{ readonly status: number; readonly text: string }>

/** Kept for what follows the answer, in milliseconds. */
const reserveMs = 2_500

export function createTokenEndpoint(post: PostForm, client: ConfidentialClient): TokenEndpoint {
  return {
    async redeem({ code, verifier, redirectUri }, { clock, deadline }) {
      const form = new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: client.clientId,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      })
      const settled = await within(clock, Math.max(1, deadline.remainingMs() - reserveMs), async (signal) =>
        askForTokens(post, form, basic(client.clientId, await client.readSecret(signal)), signal),
      )
      const answer = settled.kind === 'ok' ? settled.value : unreachable
      return answer.kind === 'tokens'
        ? { kind: 'redeemed', tokens: answer.tokens }
        : { kind: 'failed', told: (locales) => tellTokenFailure(answer, locales) }
    },
  }
}

export type TokenAnswer = { readonly kind: 'tokens'; readonly tokens: Tokens } | NoTokens

type NoTokens =
  /** For good, in the words of OAuth, such as `invalid_grant`. A trigger's denial is in the description. */
  | { readonly kind: 'refused'; readonly error: string; readonly description: string }
  | { readonly kind: 'unavailable'; readonly cause: string }

const unreachable: NoTokens = { kind: 'unavailable', cause: 'token_endpoint_unreachable' }

/** Never rejects. */
export async function askForTokens(
  post: PostForm,
  form: URLSearchParams,
  authorization: string | undefined,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const answered = await post('/oauth2/token', form, authorization, signal).catch(() => undefined)
  if (answered === undefined) return unreachable
  const { status, text } = answered
  const told = readJson(text)
  const tokens = tokensOf(told)
  if (status === 200 && tokens.AccessToken !== undefined && tokens.ExpiresIn !== undefined)
    return { kind: 'tokens', tokens }
  const error = ownText(told, 'error')
  return error === undefined || status < 400 || status >= 500 || status === 429
    ? { kind: 'unavailable', cause: 'token_endpoint_failed' }
    : { kind: 'refused', error, description: ownText(told, 'error_description') ?? '' }
}

export function postOverHttps(origin: string): PostForm {
  const connection = openConnection(new URL(origin), { sockets: 'each-request' })
  return async (path, form, authorization, signal) => {
    const body = form.toString()
    const headers = {
      ...(authorization !== undefined && { authorization }),
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
    }
    return exchange('token_endpoint', connection, { method: 'POST', path, headers, signal }, body)
  }
}

/** A trigger's denial is told. Everything else is told without its description. */
export function tellTokenFailure(answer: NoTokens, locales: readonly string[]): ToldFailure {
  if (answer.kind === 'unavailable')
    return { outcome: 'failed', cause: answer.cause, problem: unavailable(locales) }
  const failure = classify({ name: 'UserLambdaValidationException', message: answer.description })
  const error = /^[a-z_]{1,40}$/.test(answer.error) ? answer.error : undefined
  if (failure.kind === 'denied') {
    const { problem, ...ended } = tellFailure(failure, locales)
    return { ...ended, problem: { ...problem, error } }
  }
  return { ...loginFailed, problem: { ...loginFailed.problem, error } }
}

function tokensOf(told: unknown): Tokens {
  return {
    AccessToken: ownText(told, 'access_token'),
    IdToken: ownText(told, 'id_token'),
    RefreshToken: ownText(told, 'refresh_token'),
    ExpiresIn: ownNumber(told, 'expires_in'),
  }
}

function basic(clientId: string, secret: string): string {
  const parts = [clientId, secret].map((part) => encodeURIComponent(part))
  return `Basic ${Buffer.from(parts.join(':')).toString('base64')}`
}

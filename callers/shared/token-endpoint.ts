/** Trades the code of a managed login for tokens, once, as a client with a secret.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
import { classify } from '@cognito-trigger-suite/client/classify'
import type { SignedIn } from '@cognito-trigger-suite/client/sign-in'
import { within } from '@cognito-trigger-suite/triggers/core/deadline'
import { openConnection } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { exchange } from '@cognito-trigger-suite/triggers/internal/adapters/exchange'
import { ownNumber, ownText, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { ConfidentialClient } from './cognito.ts'
import { tellFailure, unavailable } from './failures.ts'
import type { Call } from './handler.ts'
import type { ToldFailure } from './problem.ts'

export interface GivenCode {
  readonly code: string
  readonly verifier: string
  readonly redirectUri: string
}

export type Redeemed =
  | { readonly kind: 'redeemed'; readonly tokens: SignedIn['tokens'] }
  | { readonly kind: 'failed'; told(locales: readonly string[]): ToldFailure }

export interface TokenEndpoint {
  /** Never rejects. A code works once, so that a lost answer is not asked for again. */
  redeem(given: GivenCode, call: Call): Promise<Redeemed>
}

/** Posts a form and gives status and text. */
export type PostForm = (
  path: string,
  form: URLSearchParams,
  authorization: string,
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
        post('/oauth2/token', form, basic(client.clientId, await client.readSecret(signal)), signal),
      )
      if (settled.kind !== 'ok') return failed('token_endpoint_unreachable')
      const { status, text } = settled.value
      const told = readJson(text)
      if (status === 200) return { kind: 'redeemed', tokens: tokensOf(told) }
      const error = ownText(told, 'error') ?? ''
      return status >= 500 || error === '' ? failed('token_endpoint_failed') : refused(told, error)
    },
  }
}

export function postOverHttps(origin: string): PostForm {
  const connection = openConnection(new URL(origin), { sockets: 'each-request' })
  return async (path, form, authorization, signal) => {
    const body = form.toString()
    const headers = {
      authorization,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
    }
    return exchange('token_endpoint', connection, { method: 'POST', path, headers, signal }, body)
  }
}

function failed(cause: string): Redeemed {
  return {
    kind: 'failed',
    told: (locales) => ({ outcome: 'failed', cause, problem: unavailable(locales) }),
  }
}

/** A trigger's denial is in the description. Everything else is told without it. */
function refused(told: unknown, error: string): Redeemed {
  const message = ownText(told, 'error_description') ?? ''
  const failure = classify({ name: 'UserLambdaValidationException', message })
  const isDenial = failure.kind === 'denied'
  const oauth = /^[a-z_]{1,40}$/.test(error) ? error : undefined
  return {
    kind: 'failed',
    told(locales) {
      if (isDenial) {
        const { problem, ...ended } = tellFailure(failure, locales)
        return { ...ended, problem: { ...problem, error: oauth } }
      }
      const code = 'login_failed'
      const detail = 'The sign-in could not be completed. Please start again.'
      return { outcome: 'denied', code, problem: { status: 400, code, detail, language: 'en', error: oauth } }
    },
  }
}

function tokensOf(told: unknown): SignedIn['tokens'] {
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

/** Verifies human-check tokens at Turnstile, reCAPTCHA or hCaptcha, which share one request and one answer. */
import { checkOptions, optional } from '../core/options/check.ts'
import { secret as secretCheck } from '../core/options/secret.ts'
import { oneOf, text as textCheck } from '../core/options/values.ts'
import { sha256 } from '../core/sha256.ts'
import { own, ownNumber, ownText, type RawObject } from '../core/json.ts'
import type { HumanAnswer, HumanVerifier } from '../ports/human-verifier.ts'
import { tryAttempts } from './attempts.ts'
import { type Connection, openConnection, openSockets } from './connection.ts'
import { exchange, parseAnswer } from './exchange.ts'
import { onLoopback } from './loopback-origin.ts'
import { type Secret, warmUp } from './secret-https.ts'
import { classify, isTransient, ServiceError } from './service-error.ts'

export type SiteverifyService = 'turnstile' | 'recaptcha' | 'hcaptcha'

interface Site {
  readonly url: string
  readonly tokenField: string
  /** Whether the service answers a repeat of one sign-up like the first request, instead of refusing a used token. */
  readonly takesIdempotencyKey: boolean
}

/** @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 * @see https://developers.google.com/recaptcha/docs/verify
 * @see https://docs.hcaptcha.com/#verify-the-user-response-server-side */
const sites: Readonly<Record<SiteverifyService, Site>> = {
  turnstile: {
    url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    tokenField: 'cf-turnstile-response',
    takesIdempotencyKey: true,
  },
  recaptcha: {
    url: 'https://www.google.com/recaptcha/api/siteverify',
    tokenField: 'g-recaptcha-response',
    takesIdempotencyKey: false,
  },
  hcaptcha: {
    url: 'https://api.hcaptcha.com/siteverify',
    tokenField: 'h-captcha-response',
    takesIdempotencyKey: false,
  },
}

/** Error codes that a token cannot cause. The caller causes all others. A token that was solved for another site
 * (`sitekey-secret-mismatch`) must not count as an outage of the service. */
const wrongSecret: ReadonlySet<string> = new Set(['missing-input-secret', 'invalid-input-secret'])
const serviceDown = 'internal-error'

const service = 'human_check'
const maxAnswerBytes = 65_536

export interface SiteverifyOptions {
  readonly service: SiteverifyService
  readonly secret: Secret
  /** Replaces the service's own address: HTTPS, or HTTP on 127.0.0.1. Default: the service's. */
  readonly endpoint?: string
}

/** The verifier of a service.
 * @throws TypeError for an unknown service, or for an endpoint that is neither */
export function siteverify(options: SiteverifyOptions, open = openConnection): HumanVerifier {
  check: checkOptions<SiteverifyOptions>('siteverify', options, {
    service: oneOf(Object.keys(sites)),
    secret: secretCheck,
    endpoint: optional(textCheck('https, or http on 127.0.0.1', isEndpoint)),
  })
  const site = sites[options.service]
  const url = new URL(options.endpoint ?? site.url)
  let connection: Connection | undefined
  const connected = (): Connection =>
    (connection ??= open(onLoopback(url, 'HUMAN_CHECK_LOOPBACK_ORIGIN'), {
      sockets: site.takesIdempotencyKey ? 'kept' : 'each-request',
    }))

  return {
    name: 'human-check',
    tokenField: site.tokenField,
    actions: options.secret.actions,
    secret: options.secret.name,
    // Without a key a second attempt would fail if the first one used the token and its answer was lost.
    attempts: site.takesIdempotencyKey ? 2 : 1,
    async connect(count) {
      const isKept = site.takesIdempotencyKey
      const opened = isKept ? openSockets(connected(), { method: 'HEAD' }, count) : undefined
      await Promise.all([warmUp(options.secret), opened])
    },
    async verify({ token, signUp }, call) {
      const secret = await options.secret.read(call)
      const body = new URLSearchParams({ secret, response: token })
      if (site.takesIdempotencyKey) body.set('idempotency_key', toUuid(sha256('human-check', signUp, token)))
      const answer = await tryAttempts(service, call, (signal) => ask(connected(), body.toString(), signal))
      const errors = readErrors(answer)
      if (errors.some((error) => wrongSecret.has(error))) {
        options.secret.forget()
        throw new ServiceError(service, 'refused')
      }
      return readAnswer(answer)
    },
  }
}

function isEndpoint(address: string): boolean {
  const url = URL.parse(address)
  if (url === null || url.username + url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === '127.0.0.1')
}

async function ask(connection: Connection, body: string, signal: AbortSignal): Promise<RawObject> {
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(Buffer.byteLength(body)),
  }
  const request = { method: 'POST', headers, signal }
  const { status, text } = await exchange(service, connection, request, body, maxAnswerBytes)
  const fault = classify(status)
  if (isTransient(fault)) throw new ServiceError(service, fault)
  // Some services answer a refused token with 200, some with 400. The body tells in both cases.
  const answer = readSiteverify(text)
  if (readErrors(answer).includes(serviceDown)) throw new ServiceError(service, 'server_error')
  return answer
}

function readSiteverify(text: string): RawObject {
  const answer = parseAnswer(service, text)
  if (typeof own(answer, 'success') === 'boolean') return answer
  throw new ServiceError(service, 'answer_unreadable')
}

function readErrors(answer: RawObject): readonly string[] {
  const errors = own(answer, 'error-codes')
  return Array.isArray(errors) ? errors.filter((error) => typeof error === 'string') : []
}

function readAnswer(answer: RawObject): HumanAnswer {
  const hostname = ownText(answer, 'hostname')
  const action = ownText(answer, 'action')
  const score = ownNumber(answer, 'score')
  const solvedAtMs = Date.parse(ownText(answer, 'challenge_ts') ?? '')
  return {
    isHuman: own(answer, 'success') === true,
    ...(hostname === undefined ? {} : { hostname }),
    ...(action === undefined ? {} : { action }),
    ...(score === undefined ? {} : { score }),
    ...(Number.isNaN(solvedAtMs) ? {} : { solvedAtMs }),
  }
}

/** The first 128 bits of a hash in the form of a UUID, version 8. */
function toUuid(hash: string): string {
  const variant = '89ab'[Number.parseInt(hash[16] ?? '0', 16) % 4]
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}

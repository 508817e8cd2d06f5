/** Turnstile, reCAPTCHA and hCaptcha on this machine: one siteverify that knows people by tokens which say so. */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import type { Served } from '../listen.ts'
import { serve } from '../serve.ts'

/** What the services' own test keys give; good any number of times.
 * @see https://developers.cloudflare.com/turnstile/troubleshooting/testing/
 * @see https://docs.hcaptcha.com/#integration-testing-test-keys */
const testTokens: ReadonlySet<string> = new Set([
  'XXXX.DUMMY.TOKEN.XXXX',
  '10000000-aaaa-bbbb-cccc-000000000001',
])

export function makeHumanCheckSecret(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * Answers whatever path is asked. A token of a person is `human?hostname=…&action=…&score=…`, with any of these fields; it is
 * good once, or for repeats under one `idempotency_key`. Every other token is refused.
 */
export function startHumanCheck(secret: string, clock: () => number = Date.now): Promise<Served> {
  const usedBy = new Map<string, string | undefined>()
  const app = new Hono()
  app.post('*', async (context) => {
    const form = new URLSearchParams(await context.req.text())
    const refuse = (code: string) => context.json({ success: false, 'error-codes': [code] })
    const token = form.get('response') ?? ''
    const key = form.get('idempotency_key') ?? undefined
    if (form.get('secret') !== secret) return refuse('invalid-input-secret')
    if (token === '') return refuse('missing-input-response')
    const claims = readToken(token)
    if (claims === undefined) return refuse('invalid-input-response')
    if (usedBy.has(token) && (key === undefined || usedBy.get(token) !== key))
      return refuse('timeout-or-duplicate')
    if (!testTokens.has(token)) usedBy.set(token, key)
    const score = claims.get('score')
    return context.json({
      success: true,
      challenge_ts: new Date(clock()).toISOString(),
      hostname: claims.get('hostname') ?? 'localhost',
      action: claims.get('action') ?? '',
      ...(score === null ? {} : { score: Number(score) }),
    })
  })
  return serve(app)
}

function readToken(token: string): URLSearchParams | undefined {
  if (testTokens.has(token)) return new URLSearchParams()
  const [isHuman, claims = ''] = /^human(?:\?(.*))?$/s.exec(token) ?? []
  return isHuman === undefined ? undefined : new URLSearchParams(claims)
}

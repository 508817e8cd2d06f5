/** Receives the suite's webhooks on this machine and checks their signatures. */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { Webhook } from 'standardwebhooks'
import { keepLatest } from '../latest.ts'
import type { Served } from '../listen.ts'
import { parseJson } from '../parse-json.ts'
import { serve } from '../serve.ts'

export interface ReceivedWebhook {
  readonly id: string
  readonly path: string
  readonly body: unknown
  /** Whether the signature is right and recent. */
  readonly isVerified: boolean
  readonly atMs: number
}

/** Webhooks go to its endpoint, whatever host their address names. */
export interface LocalWebhook extends Served {
  /** Newest first, at most 500. */
  received(): readonly ReceivedWebhook[]
}

/** A secret as Secrets Manager would generate it. */
export function makeWebhookSecret(): string {
  return randomBytes(24).toString('base64')
}

/** Starts the receiver on a free port. It answers 204, or 401 when the signature is wrong. */
export async function startWebhook(secret: string, clock: () => number = Date.now): Promise<LocalWebhook> {
  const { add, list } = keepLatest<ReceivedWebhook>()
  const app = new Hono()
  app.post('*', async (context) => {
    const text = await context.req.text()
    const headers = context.req.header()
    const isVerified = verify(secret, text, headers)
    add({
      id: headers['webhook-id'] ?? '',
      path: context.req.path,
      body: parseJson(text, text),
      isVerified,
      atMs: clock(),
    })
    return context.body(null, isVerified ? 204 : 401)
  })
  return { ...(await serve(app)), received: list }
}

function verify(secret: string, text: string, headers: Readonly<Record<string, string>>): boolean {
  try {
    new Webhook(secret).verify(text, headers)
    return true
  } catch {
    return false
  }
}

/** Receives the suite's webhooks on this machine, checks their signatures, and hands functions the secret to sign with. */
import { randomBytes } from 'node:crypto'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { Webhook } from 'standardwebhooks'
import { isObject, own } from '../triggers/events/envelope.ts'
import { closeServer, listenOnLoopback } from './listen.ts'

export interface ReceivedWebhook {
  readonly id: string
  readonly path: string
  readonly body: unknown
  /** Whether the signature is right and recent. */
  readonly isVerified: boolean
  readonly atMs: number
}

export interface LocalWebhook {
  /** Where webhooks go, whatever host their address names. */
  readonly endpoint: string
  /** Newest first, at most 500. */
  received(): readonly ReceivedWebhook[]
  close(): Promise<void>
}

export interface LocalSecrets {
  readonly endpoint: string
  close(): Promise<void>
}

const maxReceived = 500

/** A secret as Secrets Manager would generate it. */
export function makeWebhookSecret(): string {
  return randomBytes(24).toString('base64')
}

/** Starts the receiver on a free port. It answers 204, or 401 when the signature is wrong. */
export async function startWebhook(secret: string, clock: () => number = Date.now): Promise<LocalWebhook> {
  let newestFirst: readonly ReceivedWebhook[] = []
  const app = new Hono()
  app.post('*', async (context) => {
    const text = await context.req.text()
    const headers = context.req.header()
    const isVerified = verify(secret, text, headers)
    const webhook = {
      id: headers['webhook-id'] ?? '',
      path: context.req.path,
      body: parseJson(text),
      isVerified,
      atMs: clock(),
    }
    newestFirst = [webhook, ...newestFirst].slice(0, maxReceived)
    return context.body(null, isVerified ? 204 : 401)
  })
  const server = await serve(app)
  return { ...server, received: () => newestFirst }
}

/** Starts Secrets Manager's GetSecretValue on a free port, for the secrets that the stack has. */
export async function startSecrets(arns: readonly string[], secret: string): Promise<LocalSecrets> {
  const app = new Hono()
  app.post('/', async (context) => {
    if (context.req.header('x-amz-target') !== 'secretsmanager.GetSecretValue')
      return context.json({ __type: 'UnknownOperationException' }, 400)
    const input: unknown = await context.req.json()
    const arn = isObject(input) ? own(input, 'SecretId') : undefined
    if (typeof arn !== 'string' || !arns.includes(arn))
      return context.json({ __type: 'ResourceNotFoundException', Message: 'There is no such secret.' }, 400)
    return context.json({ ARN: arn, SecretString: secret, VersionStages: ['AWSCURRENT'] })
  })
  return serve(app)
}

async function serve(app: Hono): Promise<LocalSecrets> {
  const server = createAdaptorServer({ fetch: app.fetch })
  if (!('closeAllConnections' in server)) throw new TypeError('The receiver needs an HTTP/1 server.')
  const port = await listenOnLoopback(server, 0)
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closeServer(server) }
}

function verify(secret: string, text: string, headers: Readonly<Record<string, string>>): boolean {
  try {
    new Webhook(secret).verify(text, headers)
    return true
  } catch {
    return false
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

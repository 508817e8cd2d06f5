/** Signs one POST to an AWS service (Signature Version 4). It does only what a trigger needs, and adds a fraction of a
 * general signing library to a cold start.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
import type * as nodeCrypto from 'node:crypto'

type Crypto = Pick<typeof nodeCrypto, 'createHmac' | 'createSecretKey'>

export interface SignedPost {
  /** With its port. */
  readonly host: string
  /** Encoded, without a query. */
  readonly path: string
  /** The name in signatures: `dynamodb`. */
  readonly service: string
  readonly region: string
  /** Headers that the operation needs, with lower-case names. All of them are signed. Values must not have two spaces
   * in a row. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** The headers to send, the signature among them. */
export function signRequest(
  { host, path, service, region, headers: own, body }: SignedPost,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  nowMs: number,
): Readonly<Record<string, string>> {
  const crypto = process.getBuiltinModule('node:crypto')
  const time = new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
  const headers: Readonly<Record<string, string>> = {
    ...own,
    'content-length': String(Buffer.byteLength(body)),
    host,
    'x-amz-date': time,
    // An empty one is none, as for the SDKs.
    ...(sessionToken ? { 'x-amz-security-token': sessionToken } : {}),
  }
  const sorted = Object.keys(headers).sort()
  const names = sorted.join(';')
  const lines = sorted.map((name) => `${name}:${headers[name]}\n`).join('')
  // The encoded path is encoded once more.
  const twice = path.split('/').map(encodeURIComponent).join('/')
  const canonical = `POST\n${twice}\n\n${lines}\n${names}\n${crypto.hash('sha256', body)}`
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${crypto.hash('sha256', canonical)}`
  const signature = crypto
    .createHmac('sha256', signingKey(crypto, secretAccessKey, scope))
    .update(text)
    .digest('hex')
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

/** Keys of a day, by secret and scope. */
const dayKeys = new Map<string, nodeCrypto.KeyObject>()

/** The key of a day is derived once. */
function signingKey(crypto: Crypto, secret: string, scope: string): nodeCrypto.KeyObject {
  const id = `${secret}/${scope}`
  const known = dayKeys.get(id)
  if (known !== undefined) return known
  const derived = scope
    .split('/')
    .reduce<string | Buffer>(
      (current, part) => crypto.createHmac('sha256', current).update(part).digest(),
      `AWS4${secret}`,
    )
  const key = crypto.createSecretKey(Buffer.from(derived))
  // More keys than a function has services: an older key is of another day or another secret.
  if (dayKeys.size > 15) dayKeys.clear()
  dayKeys.set(id, key)
  return key
}

/** Signs one POST of JSON to an AWS service (Signature Version 4): all that a trigger needs of it, in a fraction of what a
 * signing library for every service and method adds to a cold start.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */

export interface JsonRequest {
  readonly url: URL
  /** As signatures spell it: `dynamodb`. */
  readonly service: string
  readonly region: string
  /** `X-Amz-Target`, such as `DynamoDB_20120810.GetItem`. */
  readonly target: string
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1'
  readonly body: string
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** The headers to send, the signature among them. The request has no query. */
export function signRequest(
  { url, service, region, target, contentType, body }: JsonRequest,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  nowMs: number,
): Readonly<Record<string, string>> {
  const { createHash, createHmac } = process.getBuiltinModule('node:crypto')
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
  const time = new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const scope = [time.slice(0, 8), region, service, 'aws4_request']
  // In the order of their names, which is the order that is signed.
  const headers = {
    'content-length': String(Buffer.byteLength(body)),
    'content-type': contentType,
    host: url.host,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
    'x-amz-target': target,
  }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const canonical = `POST\n${url.pathname}\n\n${lines.join('')}\n${names}\n${hash(body)}`
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope.join('/')}\n${hash(canonical)}`
  const key = scope.reduce<string | Buffer>(
    (current, part) => createHmac('sha256', current).update(part).digest(),
    `AWS4${secretAccessKey}`,
  )
  const signature = createHmac('sha256', key).update(text).digest('hex')
  const credential = `${accessKeyId}/${scope.join('/')}`
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

/** Lambda puts the role's credentials into the environment; they hold for the life of the sandbox. */
export function functionCredentials(): Credentials {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  }
}

/** The pool over HTTP: the JSON API by `X-Amz-Target`, the key set, the OAuth endpoints and their pages. */
import { Hono, type Context as HttpContext } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { drawUuid } from './chance.ts'
import type { Pool } from './context.ts'
import { PoolError } from './errors.ts'
import { isOnThisMachine } from './federation/identity-providers.ts'
import { describeIssuer } from './oauth/discovery.ts'
import type { ManagedLogin } from './oauth/managed-login.ts'
import { addOAuthRoutes } from './oauth/routes.ts'
import { operations } from './operations.ts'

const targetPrefix = 'AWSCognitoIdentityProviderService.'
const contentType = 'application/x-amz-json-1.1'
const maxBodyBytes = 1_048_576

/** `onDefect` gets errors that are this program's own fault. The caller sees no detail of them. */
export function makeApp(
  pool: Pool,
  login: ManagedLogin,
  onDefect: (error: unknown) => void,
  beforeAnswer?: () => Promise<void>,
): Hono {
  const app = new Hono()
  if (beforeAnswer !== undefined) {
    app.use(async (_http, next) => {
      await next()
      await beforeAnswer()
    })
  }
  // A page that reaches 127.0.0.1 under a name of its own (DNS rebinding) is refused.
  app.use(async (http, next) => {
    if (isOnThisMachine(`http://${http.req.header('host') ?? ''}`)) return next()
    return answerError(http, 403, 'AccessDeniedException', 'Call this user pool by a loopback address.')
  })
  app.use(
    cors({
      origin: (origin) => (isOnThisMachine(origin) ? origin : null),
      allowMethods: ['GET', 'POST', 'OPTIONS'],
      exposeHeaders: ['x-amzn-RequestId', 'x-amzn-ErrorType', 'x-amzn-ErrorMessage', 'Date'],
      maxAge: 172_800,
    }),
  )
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (http) => {
        // The rest of the body is not read, so the connection cannot carry another request.
        http.header('connection', 'close')
        return answerError(http, 413, 'RequestEntityTooLargeException', 'Request size is too large.')
      },
    }),
  )
  app.get(`/${pool.poolId}/.well-known/jwks.json`, (http) => http.json({ keys: [pool.keyPair.publicJwk] }))
  app.get(`/${pool.poolId}/.well-known/openid-configuration`, (http) =>
    http.json(describeIssuer(pool.issuer())),
  )
  app.post('/', (http) => answer(http, pool, onDefect))
  addOAuthRoutes(app, login)
  app.notFound((http) =>
    answerError(http, 404, 'UnknownOperationException', 'There is nothing at this address.'),
  )
  app.onError((error, http) => {
    onDefect(error)
    return answerError(http, 500, 'InternalErrorException', 'Something went wrong')
  })
  return app
}

async function answer(http: HttpContext, pool: Pool, onDefect: (error: unknown) => void): Promise<Response> {
  const operationId = drawUuid(pool.random)
  http.header('x-amzn-RequestId', operationId)
  try {
    const output = await runOperation(http, pool, operationId)
    return http.body(JSON.stringify(output), 200, { 'content-type': contentType })
  } catch (error) {
    if (error instanceof PoolError) return answerError(http, 400, error.exceptionName, error.message)
    onDefect(error)
    return answerError(http, 500, 'InternalErrorException', 'Something went wrong')
  }
}

async function runOperation(http: HttpContext, pool: Pool, operationId: string): Promise<object> {
  const target = http.req.header('x-amz-target') ?? ''
  const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : ''
  const operation = operations.get(name)
  if (operation === undefined) {
    throw new PoolError(
      'UnknownOperationException',
      'The operation is unknown or not simulated by this user pool.',
    )
  }
  // The signature itself is not checked: any access key and secret will do on this machine.
  if (operation.auth === 'signature' && !http.req.header('authorization')?.startsWith('AWS4-HMAC-SHA256 '))
    throw new PoolError('MissingAuthenticationTokenException', 'Missing Authentication Token')

  const traceId = http.req.header('x-amzn-trace-id')
  return operation.run({ ...pool, operation: name, operationId, traceId }, parse(await http.req.text()))
}

function parse(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body)
  } catch {
    throw new PoolError('SerializationException', 'The request body is not valid JSON.')
  }
}

function answerError(
  http: HttpContext,
  status: 400 | 403 | 404 | 413 | 500,
  name: string,
  message: string,
): Response {
  return http.body(JSON.stringify({ __type: name, message }), status, {
    'content-type': contentType,
    'x-amzn-errortype': name,
    // Header values are Latin-1. The body has the full text.
    'x-amzn-errormessage': message.replaceAll(/[^\x20-\x7e]/g, '?'),
  })
}

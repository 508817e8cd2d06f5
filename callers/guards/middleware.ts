/** Guards inside an application: plain Node and Express, and what speaks `Request` and `Response`, such as Hono. */
import { problemAnswer } from '../shared/problem.ts'
import { type AnyNeeds, type Refused, requireNeeds } from '../shared/judge.ts'
import type { Allowed, Guard } from './authorize.ts'

/** What it reads of a request of Node or Express. */
interface NodeRequest {
  readonly headers: { readonly authorization?: string | undefined }
  /** Names and values in turn. Node shows the first of two tokens in `headers`; of two none counts. */
  readonly rawHeaders?: readonly string[]
}

/** What it uses of a response of Node or Express. */
interface NodeResponse {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown
  end(body: string): unknown
}

/** What it uses of a context of Hono. */
interface HonoContext {
  readonly req: { readonly raw: Request }
}

export interface Middleware<Claims> {
  /** For plain Node and Express: `app.get('/articles', guards.node({ scopes: ['api/read'] }), …)`.
   *
   * Answer preflights of CORS before it: browsers send no credentials with `OPTIONS`.
   * @throws TypeError for needs that are empty or misspelled */
  readonly node: (
    needs: AnyNeeds,
  ) => (request: NodeRequest, response: NodeResponse, next: (error?: unknown) => unknown) => Promise<void>
  /** For Hono: `app.use('/articles/*', guards.hono({ scopes: ['api/read'] }))`. CORS and errors are as above. */
  readonly hono: (
    needs: AnyNeeds,
  ) => (context: HonoContext, next: () => Promise<void>) => Promise<Response | undefined>
  /** The claims of a request that was let through: Node's and Express's own, or `context.req.raw` of Hono.
   * @throws TypeError for any other request */
  readonly claimsOf: (request: object) => Claims
}

/** The guard as middleware. */
export function createMiddleware<Claims>(guard: Guard<Claims>): Middleware<Claims> {
  // A header or a field of the request could have been set by anybody.
  const known = new WeakMap<object, Allowed<Claims>>()
  return {
    node(needs) {
      requireNeeds(needs)
      return async (request, response, next) => {
        const answer = await guard.authorize(readToken(request), needs)
        if (answer.allowed) {
          known.set(request, answer)
          next()
          return
        }
        const { status, headers, body } = explain(answer)
        response.writeHead(status, headers)
        response.end(body)
      }
    },
    hono(needs) {
      requireNeeds(needs)
      return async ({ req: { raw } }, next) => {
        const answer = await guard.authorize(raw.headers.get('authorization'), needs)
        if (!answer.allowed) {
          const { status, headers, body } = explain(answer)
          return new Response(body, { status, headers })
        }
        known.set(raw, answer)
        await next()
        return undefined
      }
    },
    claimsOf(request) {
      const allowed = known.get(request)
      if (allowed !== undefined) return allowed.claims
      throw new TypeError('No claims are known of the request: put the guard before this route.')
    },
  }
}

function readToken({ headers, rawHeaders = [] }: NodeRequest): string | undefined {
  const isToken = (each: string, index: number): boolean => index % 2 === 0 && /^authorization$/i.test(each)
  return rawHeaders.filter(isToken).length > 1 ? undefined : headers.authorization
}

function explain({ status, code, detail, headers }: Refused) {
  const problem = problemAnswer({ status, code, detail: `${detail}.` })
  return {
    status,
    headers: { ...problem.headers, ...headers, 'cache-control': 'no-store' },
    body: problem.body ?? '',
  }
}

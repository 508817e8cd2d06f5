/** Lets only the person at this machine who holds the token use the console. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { createMiddleware } from 'hono/factory'

/** Names under which a browser on this machine may ask; any other is a foreign name rebound to 127.0.0.1. */
const loopbackNames = new Set(['127.0.0.1', 'localhost'])

/** Refuses requests whose Host is not loopback, which stops DNS rebinding. */
export const requireLoopbackHost = createMiddleware(async (context, next) => {
  if (loopbackNames.has(hostnameOf(context.req.header('host')))) return next()
  return context.json({ message: 'The console answers only to 127.0.0.1 and localhost.' }, 403)
})

/** Refuses requests that a page of another origin makes. */
export const requireSameOrigin = createMiddleware(async (context, next) => {
  const origin = context.req.header('origin')
  const site = context.req.header('sec-fetch-site') ?? 'same-origin'
  const isOwn = origin === undefined || origin === `http://${context.req.header('host')}`
  if (isOwn && (site === 'same-origin' || site === 'none')) return next()
  return context.json({ message: 'The console takes no requests from pages of another origin.' }, 403)
})

/** Refuses requests without the console's token. */
export const requireToken = (token: string) => {
  const expected = digest(`Bearer ${token}`)
  return createMiddleware(async (context, next) => {
    // Digests are of one length, which the constant-time comparison needs.
    if (timingSafeEqual(digest(context.req.header('authorization') ?? ''), expected)) return next()
    context.header('WWW-Authenticate', 'Bearer')
    return context.json(
      { message: 'Send the consoleToken of .local/stack.json as "Authorization: Bearer <token>".' },
      401,
    )
  })
}

const hostnameOf = (host: string | undefined) =>
  URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : ''

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Serves the console: its page, and the JSON API that the page and the tests use. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import type { Fault } from '../faults/fault.ts'
import { serve } from '../serve.ts'
import type { Mailbox } from '../stand-ins/mailbox.ts'
import type { LiveLog } from '../live/live-view.ts'
import { createEventStream } from './event-stream.ts'
import { readFaultUpdate } from './fault-update.ts'
import { requireLoopbackHost, requireSameOrigin, requireToken } from './guard.ts'
import { loadPageFiles } from './page-files.ts'
import type { Latest } from '../latest.ts'
import type { HopView, InvocationView, StackView } from './views.ts'

export interface ConsoleOptions {
  /** Port on 127.0.0.1; 0 picks a free one. */
  readonly port: number
  /** What a caller of the API sends as bearer token. */
  readonly token: string
  /** As it is now. */
  readonly stack: () => StackView
  readonly mailbox: Mailbox
  readonly faults: {
    /** Every dependency with its fault, or null. */
    get(): Readonly<Record<string, Fault | null>>
    set(name: string, fault: Fault | null): void
  }
  /** Newest first. */
  readonly invocations: () => readonly InvocationView[]
  readonly onInvocation: (listener: (view: InvocationView) => void) => () => void
  /** The waits of chains that began at another caller than the user pool, newest first. */
  readonly hops: Pick<Latest<HopView>, 'list' | 'onAdd'>
  /** What became of edits. */
  readonly live: Pick<LiveLog, 'latest' | 'onAdd'>
}

export interface Console {
  readonly url: string
  close(): Promise<void>
}

const maxBodyBytes = 1024 * 1024

export const startConsole = async (options: ConsoleOptions): Promise<Console> => {
  const { faults, mailbox, stack } = options
  let files: ReturnType<typeof loadPageFiles> | undefined
  const events = createEventStream()
  const publishFaults = () => events.publish('faults', faults.get())

  const app = new Hono()
  app.use(requireLoopbackHost, secureHeaders(headersFor(stack())))
  app.use('/api/*', requireSameOrigin, requireToken(options.token), neverStored)
  app.use('/api/*', bodyLimit({ maxSize: maxBodyBytes, onError: refuseBody }))
  app.get('/api/stack', (context) => context.json(stack()))
  app.get('/api/mailbox', (context) => context.json(mailbox.messages(addressIn(context))))
  app.get('/api/invocations', (context) => context.json(options.invocations()))
  app.get('/api/hops', (context) => context.json(options.hops.list()))
  app.get('/api/live', (context) => context.json(options.live.latest() ?? null))
  app.get('/api/events', (context) => events.open(context))
  app.get('/api/faults', (context) => context.json(faults.get()))
  app.put('/api/faults', async (context) => {
    const update = readFaultUpdate(await context.req.text(), Object.keys(faults.get()))
    if (!update.ok) return context.json({ message: update.problem }, 400)
    for (const [name, fault] of update.faults) faults.set(name, fault)
    publishFaults()
    return context.json(faults.get())
  })
  app.delete('/api/faults', (context) => {
    for (const name of Object.keys(faults.get())) faults.set(name, null)
    publishFaults()
    return context.json(faults.get())
  })
  app.get('*', async (context) => {
    // The type stripper takes 20 MB, and the stack of a test shows its page to no browser.
    files ??= loadPageFiles()
    const file = (await files).get(context.req.path)
    if (file === undefined) return context.notFound()
    return context.body(file.body, 200, { 'Content-Type': file.contentType, 'Cache-Control': 'no-cache' })
  })
  app.notFound((context) => context.json({ message: `The console has no ${context.req.path}.` }, 404))

  const stopListening = [
    mailbox.onMessage((message) => events.publish('mail', message)),
    options.onInvocation((view) => events.publish('invocation', view)),
    options.hops.onAdd((view) => events.publish('hop', view)),
    options.live.onAdd((view) => {
      events.publish('live', view)
      // A new dependency has a switch.
      publishFaults()
    }),
  ]
  const { endpoint, close } = await serve(app, options.port, 'own-checks')
  return {
    url: endpoint,
    close: () => {
      for (const stop of stopListening) stop()
      return close()
    },
  }
}

/** Only the page's own files run, and the page calls only the console and the local user pool. */
const headersFor = ({ cognitoEndpoint }: StackView) => ({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'", new URL(cognitoEndpoint).origin],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
  },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  // The console is plain HTTP on loopback, where this header means nothing.
  strictTransportSecurity: false,
})

/** A plus sign that a caller did not encode arrives as a space, which no address holds. */
const addressIn = (context: Context) => context.req.query('to')?.replaceAll(' ', '+') || undefined

const neverStored = async (context: Context, next: () => Promise<void>) => {
  await next()
  context.header('Cache-Control', 'no-store')
}

const refuseBody = (context: Context) =>
  context.json({ message: `The body is over the limit of ${maxBodyBytes} bytes.` }, 413)

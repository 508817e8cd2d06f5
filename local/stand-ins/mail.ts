/** Answers SES on this machine and puts what functions send into the mailbox. */
import { createServer, type Server } from 'node:http'
import { isObject, own, type RawObject, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { refuseBrowsers } from '../browser-check.ts'
import { closeServer, open, type Served } from '../listen.ts'
import type { Mailbox } from './mailbox.ts'

/** Starts it on a free port. It takes every sender for verified. */
export async function startMail(
  mailbox: Pick<Mailbox, 'deliver'>,
  clock: () => number = Date.now,
): Promise<Served> {
  // The server is two hundred modules, and many stacks never send mail.
  let answers: Promise<Answers> | undefined
  const server = createServer((incoming, outgoing) => {
    answers ??= startAnswers(mailbox, clock)
    answers.then(
      (started) => started.server.emit('request', incoming, outgoing),
      (error: unknown) => outgoing.writeHead(500).end(String(error)),
    )
  })
  const { endpoint, close } = await open(server, 0)
  return {
    endpoint,
    async close() {
      await close()
      await (await answers)?.close()
    },
  }
}

interface Answers {
  readonly server: Server
  close(): Promise<void>
}

async function startAnswers(mailbox: Pick<Mailbox, 'deliver'>, clock: () => number): Promise<Answers> {
  const server: Server = await startSes({ host: '127.0.0.1', port: 0 })
  refuseBrowsers(server)
  const address = server.address()
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  // All mailboxes of the process share one store: this one must ignore the others' mail.
  const seen = new Set((await readStore(endpoint)).map(({ id }) => id))
  let reading = Promise.resolve()

  const deliverNew = async (): Promise<void> => {
    for (const { id, message } of await readStore(endpoint)) {
      if (seen.has(id)) continue
      seen.add(id)
      for (const to of message.to)
        mailbox.deliver({ to, subject: message.subject, body: message.body, atMs: clock() })
    }
  }
  server.on('request', (incoming, outgoing) => {
    if (incoming.method !== 'POST') return
    outgoing.on('finish', () => {
      reading = reading.then(deliverNew).catch(() => {})
    })
  })
  return {
    server,
    async close() {
      await reading
      await closeServer(server)
    },
  }
}

interface StoredMail {
  readonly id: string
  readonly message: { readonly to: readonly string[]; readonly subject: string; readonly body: string }
}

/** The package is CommonJS with a `default` of its own, which Node and bundlers unwrap differently. */
async function startSes(config: { readonly host: string; readonly port: number }): Promise<Server> {
  const { default: ses } = await import('aws-ses-v2-local')
  const start: unknown = isObject(ses) ? own(ses, 'default') : ses
  if (typeof start !== 'function')
    throw new TypeError('aws-ses-v2-local exports no server: check its version.')
  return start(config)
}

async function readStore(endpoint: string): Promise<readonly StoredMail[]> {
  const store: unknown = await (await fetch(`${endpoint}/store`)).json()
  const emails = own(store, 'emails')
  return Array.isArray(emails) ? emails.filter(isObject).map(readMail) : []
}

function readMail(email: RawObject): StoredMail {
  const to = own(own(email, 'destination'), 'to')
  const body = own(email, 'body')
  return {
    id: ownText(email, 'messageId') ?? '',
    message: {
      to: Array.isArray(to) ? to.map(String) : [],
      subject: ownText(email, 'subject') ?? '',
      body: ownText(body, 'text') ?? ownText(body, 'html') ?? '',
    },
  }
}

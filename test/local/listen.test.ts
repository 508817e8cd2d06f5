import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { closeServer, listenOnLoopback } from '../../local/listen.ts'

test('a server keeps a connection for a minute, and says so: longer than clients keep theirs', async () => {
  const server = createServer((_, outgoing) => outgoing.end('ok'))
  onTestFinished(() => closeServer(server))
  const port = await listenOnLoopback(server, 0)

  const answer = await fetch(`http://127.0.0.1:${port}`)

  expect(answer.headers.get('keep-alive')).toBe('timeout=60')
})

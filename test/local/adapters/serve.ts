/** A server on this machine that answers as a test tells it, and ends with the test. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { closeServer, listenOnLoopback } from '../../../local/listen.ts'

/** `count` is the number of the request, from 1. Gives the server's URL. */
export async function serve(
  respond: (request: IncomingMessage, response: ServerResponse, count: number) => void | Promise<void>,
): Promise<string> {
  let count = 0
  const server = createServer((request, response) => {
    count += 1
    Promise.try(respond, request, response, count).catch(() => response.destroy())
  })
  const port = await listenOnLoopback(server, 0)
  onTestFinished(() => closeServer(server))
  return `http://127.0.0.1:${port}/`
}

/** What a page in the developer's browser can reach of the stack: every port that it listens on is asked. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { request } from 'node:http'
import { beforeAll, expect, test } from 'vitest'
import { endAfterAll } from '../support/end-after-all.ts'
import { type Journey, startJourney } from './journey.ts'

let before: ReadonlySet<number>
let journey: Journey
let ports: readonly number[]
const keep = endAfterAll()
beforeAll(async () => {
  before = new Set(listeningPorts())
  journey = await startJourney(keep, 'rehearsed', {
    pool: {
      identityProviders: [
        { name: 'Acme', issuer: 'https://id.example.com', clientId: 'a', clientSecretName: 'b' },
      ],
    },
  })
  ports = listeningPorts().filter((port) => !before.has(port))
})

/** The ports that this process listens on. */
function listeningPorts(): readonly number[] {
  const sockets = new Set(
    readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    }),
  )
  return readFileSync('/proc/self/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = '']) => state === '0A' && sockets.has(inode))
    .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16))
}

function ask(
  port: number,
  method: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly allows: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path: '/', headers }, (answer) => {
      answer.resume()
      resolve({
        status: answer.statusCode ?? 0,
        allows: answer.headers['access-control-allow-origin'],
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

test('the stack listens on more ports than it tells of', () => {
  expect(ports.length).toBeGreaterThanOrEqual(12)
})

/** A stand-in for a provider is for browsers, like the provider itself; its tokens need the client's secret. */
function isProvider(port: number): boolean {
  const provider = journey.stack.identityProviders.get('Acme')
  return port === Number(new URL(provider?.issuer ?? '').port)
}

test('no port lets a page of another origin read or change anything', async () => {
  const origin = 'https://evil.example'
  const preflight = { origin, 'access-control-request-method': 'POST', 'sec-fetch-site': 'cross-site' }

  for (const port of ports.filter((each) => !isProvider(each))) {
    const { allows } = await ask(port, 'OPTIONS', preflight)
    const { status } = await ask(port, 'POST', { origin, 'content-type': 'text/plain' })
    expect([port, allows, status >= 400]).toEqual([port, undefined, true])
  }
})

test('no port answers to a foreign name, as DNS rebinding would have it', async () => {
  const lambda = Number(new URL(journey.stack.details.lambdaEndpoint).port)

  for (const port of ports.filter((each) => !isProvider(each))) {
    const { status } = await ask(port, 'GET', { host: `evil.example:${port}` })
    // Lambda has nothing at this path for anybody.
    expect([port, status]).toEqual([port, port === lambda ? 404 : 403])
  }
})

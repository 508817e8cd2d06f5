/** Two stacks, one file: each leaves it to the other. */
import { createServer, type Server } from 'node:http'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeDead, type StackDetails, writeDetails } from '../../local/details-file.ts'
import { closeServer, listenOnLoopback } from '../../local/listen.ts'

/** Its console answers, however busy the machine is. */
const write = (details: StackDetails) => writeDetails(path, details, 60_000)

let path: string
let directory: string
let servers: Server[]
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'details-'))
  path = join(directory, 'stack.json')
  servers = []
})
afterEach(async () => {
  for (const server of servers) await closeServer(server)
  await rm(directory, { recursive: true })
})

/** A stack whose console answers to its token. */
async function startConsole(consoleToken: string): Promise<StackDetails> {
  const server = createServer(({ headers }, response) => {
    response.writeHead(headers.authorization === `Bearer ${consoleToken}` ? 200 : 401).end('{}')
  })
  servers.push(server)
  const port = await listenOnLoopback(server, 0)
  const client = { clientId: 'id' }
  return {
    region: 'eu-west-1',
    cognitoEndpoint: '',
    lambdaEndpoint: '',
    dynamodbEndpoint: '',
    consoleUrl: `http://127.0.0.1:${port}`,
    consoleToken,
    tableName: '',
    userPoolId: '',
    clients: { public: client, confidential: client, machine: client },
    functions: {},
    issuer: '',
    callers: [],
  }
}

const owner = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8')).consoleToken

test('the file goes with its stack', async () => {
  const file = await write(await startConsole('one'))
  expect(await owner()).toBe('one')

  await file.release()

  expect(existsSync(path)).toBe(false)
})

test('the file says what its stack has become, and never replaces that of a later one', async () => {
  const details = await startConsole('one')
  const file = await write(details)
  await file.update({ ...details, functions: { 'pre-authentication': 'asks' } })
  expect(JSON.parse(await readFile(path, 'utf8')).functions).toEqual({ 'pre-authentication': 'asks' })
  await write(await startConsole('two'))

  await file.update(details)

  expect(await owner()).toBe('two')
})

test('the stack that runs on has the file again when the later one ends', async () => {
  await write(await startConsole('one'))
  const second = await write(await startConsole('two'))
  expect(await owner()).toBe('two')

  await second.release()

  expect(await owner()).toBe('one')
})

test('a stack that has ended meanwhile does not come back', async () => {
  await write(await startConsole('one'))
  const second = await write(await startConsole('two'))
  await Promise.all(servers.slice(0, 1).map(closeServer))

  await second.release()

  expect(existsSync(path)).toBe(false)
})

test('what a killed stack has left is removed before the next one is ready, and never the file of one that runs', async () => {
  const file = await write(await startConsole('one'))
  await removeDead(path, 60_000)
  expect(await owner()).toBe('one')
  await Promise.all(servers.map(closeServer))

  await removeDead(path, 60_000)

  expect(existsSync(path)).toBe(false)
  await file.release()
})

test('the earlier stack leaves the file of the later one alone', async () => {
  const first = await write(await startConsole('one'))
  await write(await startConsole('two'))

  await first.release()

  expect(await owner()).toBe('two')
})

test('a folder that stands in its place is told in one sentence', async () => {
  await mkdir(path)

  await expect(write(await startConsole('one'))).rejects.toThrow(
    `${path} cannot be written (EISDIR): remove what stands there, or name another --directory.`,
  )
})

test('two stacks with one token are told apart by their addresses', async () => {
  const first = await write(await startConsole('one'))
  const second = await startConsole('one')
  await write(second)

  await first.release()

  expect(await readFile(path, 'utf8')).toContain(second.consoleUrl)
})

/** Answers what the commands ask of the console, beside a stack file that names it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { closeServer, listenOnLoopback } from '../../local/listen.ts'

export interface FakeConsole {
  /** Holds stack.json; files of the test may go there. */
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
  /** Method, path and authorization of each request. */
  readonly requests: readonly string[]
  writeStackFile(name: string, consoleUrl: string): Promise<string>
  stop(): Promise<void>
}

/** `calls`: newest first. Faults are kept as they are sent; `refuse` is not a fault. */
export async function startFakeConsole(calls: readonly object[]): Promise<FakeConsole> {
  const directory = await mkdtemp(join(tmpdir(), 'cli-console-'))
  const requests: string[] = []
  const none: object = { table: null, 'user-pool': null }
  let faults = none

  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    requests.push(`${method} ${url} ${headers.authorization}`)
    const answer = (value: unknown): void => void outgoing.end(JSON.stringify(value))
    if (url === '/api/invocations') return answer(calls)
    if (method === 'DELETE') faults = none
    if (method !== 'PUT') return answer(faults)
    const merge = async (): Promise<void> => {
      faults = { ...faults, ...Object(await json(incoming)) }
      answer(faults)
    }
    void merge()
  })
  const port = await listenOnLoopback(server, 0)

  const writeStackFile = async (name: string, consoleUrl: string): Promise<string> => {
    const file = join(directory, name)
    const about = { region: 'eu-west-1', userPoolId: 'eu-west-1_Test00001', consoleToken: 'the-token' }
    await writeFile(file, JSON.stringify({ ...about, consoleUrl, lambdaEndpoint: consoleUrl }))
    return file
  }
  return {
    directory,
    env: { SUITE_STACK_FILE: await writeStackFile('stack.json', `http://127.0.0.1:${port}`) },
    requests,
    writeStackFile,
    async stop() {
      await closeServer(server)
      await rm(directory, { recursive: true, force: true })
    },
  }
}

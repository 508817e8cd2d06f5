/** How much longer than a bare handler each bundle takes from process start to a handler in hand. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { triggerNames } from '../triggers/events/sources.ts'
import { median } from './median.ts'

export interface ColdStart {
  readonly name: string
  /** Median milliseconds from process start. */
  readonly readyMs: number
  /** Median of the ratios to the bare handler of the same round. */
  readonly ratio: number
}

const run = promisify(execFile)

/** What AWS's runtime client does before the handler: it has loaded `http`, and imports the handler's file. */
const script = `
  process.getBuiltinModule('node:http')
  const { handler } = await import(process.argv[1])
  process.stdout.write(String(typeof handler === 'function' ? process.uptime() * 1000 : NaN), () => process.exit(0))
`

/** Fresh processes, variants interleaved in each round. */
export async function measureColdStarts(rounds: number): Promise<readonly ColdStart[]> {
  const { server, endpoint } = await startService()
  const directory = mkdtempSync(join(tmpdir(), 'suite-bench-'))
  try {
    const bare = join(directory, 'index.mjs')
    writeFileSync(bare, 'export async function handler(event) { return event }\n')
    const variants = [
      { name: 'bare handler', file: bare },
      ...triggerNames.map((name) => ({
        name,
        file: join(import.meta.dirname, '../dist/triggers', name, 'index.mjs'),
      })),
    ]
    const times = new Map(variants.map(({ name }) => [name, [] as number[]]))
    for (let round = 0; round < rounds; round += 1)
      for (const { name, file } of variants) times.get(name)?.push(await startOnce(file, endpoint))
    const bareTimes = times.get('bare handler') ?? []
    return [...times].map(([name, own]) => ({
      name,
      readyMs: median(own),
      ratio: median(own.map((ms, round) => ms / (bareTimes[round] ?? ms))),
    }))
  } finally {
    server.close()
    server.closeAllConnections()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function startOnce(file: string, endpoint: string): Promise<number> {
  const environment = {
    AWS_REGION: 'eu-west-1',
    TABLE_NAME: 'suite',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
  }
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, file], {
    env: environment,
  })
  return Number(stdout)
}

/** Stands for the services that a bundle connects to during init. */
async function startService() {
  const server = createServer((request, response) => {
    request.resume()
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    server,
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`,
  }
}

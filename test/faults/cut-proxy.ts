/** Proxies that count what passes between sandboxes and services, and at a chosen count kill the sandboxes. */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { closeServer, listenOnLoopback } from '../../local/listen.ts'

export interface Cutter {
  /** Kills at the count-th passage from now on: each request passes twice, on its way there and on its way back. */
  arm(count: number): void
  /** Passages since `arm`. */
  passed(): number
  /** Whether it has killed since `arm`. */
  hasCut(): boolean
  /** Counts one passage; false when the sandbox is dead now. */
  pass(): boolean
}

export function createCutter(): Cutter {
  let passed = 0
  let cutAt = Number.POSITIVE_INFINITY
  return {
    arm(count) {
      passed = 0
      cutAt = count
    },
    passed: () => passed,
    hasCut: () => passed >= cutAt,
    pass() {
      passed += 1
      if (passed === cutAt) killSandboxes()
      return passed < cutAt
    },
  }
}

export interface CutProxy {
  readonly endpoint: string
  close(): Promise<void>
}

/** A request that is cut never arrives. A request whose answer is cut was done, but the answer is lost. */
export async function startCutProxy(target: string, cutter: Cutter): Promise<CutProxy> {
  const server = createServer((incoming, outgoing) => {
    const pass = async (): Promise<void> => {
      const body = await read(incoming)
      if (!cutter.pass()) return void incoming.socket.destroy()
      const headers = Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' && !/^(host|connection|content-length|expect)$/.test(name)
          ? [[name, value]]
          : [],
      )
      const answer = await fetch(new URL(incoming.url ?? '/', target), {
        method: incoming.method ?? 'POST',
        headers,
        ...(body.length === 0 ? {} : { body }),
      })
      const answered = Buffer.from(await answer.arrayBuffer())
      if (!cutter.pass()) return void incoming.socket.destroy()
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answered)
    }
    // A dead sandbox leaves its connection behind.
    pass().catch(() => incoming.socket.destroy())
  })
  const port = await listenOnLoopback(server, 0)
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closeServer(server) }
}

/** Every sandbox that this process has started and that runs; those between two calls are frozen. */
function killSandboxes(): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    if (isSandboxOfOurs(pid)) process.kill(Number(pid), 'SIGKILL')
}

function isSandboxOfOurs(pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(parent) !== process.pid || state === 'T') return false
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('aws-lambda-ric')
  } catch {
    // It ended in between.
    return false
  }
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) if (chunk instanceof Buffer) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Finds the shell blocks of a document with the output that stands below them, runs them, and writes outputs back. */
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { spawnGroup } from '../support/spawned-group.ts'
import { invokeAsAwsCli } from './aws-stand-in.ts'
import { type RunOptions, runInside } from './cli-process.ts'

export interface DocumentBlock {
  readonly commands: string
  /** What the document says that they print; undefined when it says nothing. */
  readonly output: string | undefined
}

export type BlockShell = Required<Pick<RunOptions, 'directory' | 'env'>>

const pattern = /```sh\n(?<commands>.*?)```\n(?:\n```text\n(?<output>.*?)```\n)?/gs

/** In the order of the document. */
export function findBlocks(document: string): readonly DocumentBlock[] {
  return [...document.matchAll(pattern)].map(({ groups }) => ({
    commands: groups?.['commands'] ?? '',
    output: groups?.['output'],
  }))
}

/** The document with other outputs, by the place of their block. */
export function replaceOutputs(document: string, outputs: ReadonlyMap<number, string>): string {
  let index = -1
  return document.replaceAll(pattern, (block, commands: string, output: string | undefined) => {
    index += 1
    const fresh = outputs.get(index)
    return output === undefined || fresh === undefined
      ? block
      : `\`\`\`sh\n${commands}\`\`\`\n\n\`\`\`text\n${fresh}\`\`\`\n`
  })
}

/** `npm run cli --` is the command line of this project, `aws` its stand-in, everything else the machine's. Both are run by
 * the test's own process, which bash asks over a socket: a process for each would load them again. */
const shellFunctions = `
  npm() {
    if [ "$1" = --silent ]; then shift; fi
    if [ "$1 $2 $3" != 'run cli --' ]; then echo "npm $* is not run here" >&2; return 99; fi
    shift 3
    ask cli "$@"
  }
  aws() { ask aws "\${AWS_MAX_ATTEMPTS:-3}" "$@"; }
  ask() {
    exec 3<>"/dev/tcp/127.0.0.1/$TEST_PORT"
    printf '%s\\0' "$#" "$@" >&3
    local code=98
    read -r code <&3
    exec 3>&-
    cat .stdout; cat .stderr >&2
    return "$code"
  }
`

export interface BlockRun {
  readonly printed: string
  readonly errors: string
  readonly exitCode: number | null
  /** The number of functions that were invoked. */
  readonly invocations: number
}

export async function runBlock(commands: string, shell: BlockShell): Promise<BlockRun> {
  const { directory, env } = shell
  let invocations = 0
  const server = createServer(
    (socket) =>
      void answer(socket, async ([program, ...words]) => {
        if (words.includes('invoke') && !words.includes('--help')) invocations += 1
        const ran = await (program === 'aws' ? invokeAsAwsCli(words, shell) : runInside(words, shell))
        await writeFile(join(directory, '.stdout'), ran.stdout)
        await writeFile(join(directory, '.stderr'), ran.stderr)
        return ran.exitCode
      }),
  )
  onTestFinished(() => void server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const { child, kill } = spawnGroup('bash', ['-c', `${shellFunctions}\n${commands}`], {
    cwd: directory,
    env: { ...process.env, ...env, TEST_PORT: String(address.port) },
  })
  onTestFinished(kill)
  child.stdin.end()
  const [printed, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { printed, errors, exitCode: child.exitCode, invocations }
}

/** Reads the number of words and the words, and answers with the exit code. */
async function answer(socket: Socket, run: (words: readonly string[]) => Promise<number>): Promise<void> {
  let received = ''
  for await (const chunk of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    received += String(chunk)
    if (received.split('\0').length > Number.parseInt(received, 10) + 1) break
  }
  socket.end(`${await run(received.split('\0').slice(1, -1))}\n`)
}

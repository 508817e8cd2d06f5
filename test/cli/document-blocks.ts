/** Finds the shell blocks of a document with the output that stands below them, runs them, and writes outputs back. */
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { spawnGroup } from '../support/spawned-group.ts'

export interface DocumentBlock {
  readonly commands: string
  /** What the document says that they print; undefined when it says nothing. */
  readonly output: string | undefined
}

export interface BlockShell {
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '../..')
const awsStandIn = fileURLToPath(import.meta.resolve('./aws-stand-in.ts'))
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

/** `npm run cli --` is the command line of this project, `aws` its stand-in, everything else the machine's. */
const shellFunctions = `
  npm() {
    if [ "$1" = --silent ]; then shift; fi
    if [ "$1 $2 $3" != 'run cli --' ]; then echo "npm $* is not run here" >&2; return 99; fi
    shift 3
    "$NODE" "$ROOT/cli.ts" "$@"
  }
  aws() { "$NODE" "$AWS_STAND_IN" "$@"; }
`

export interface BlockRun {
  readonly printed: string
  readonly errors: string
  readonly exitCode: number | null
}

export async function runBlock(commands: string, { directory, env }: BlockShell): Promise<BlockRun> {
  const { child, kill } = spawnGroup('bash', ['-c', `${shellFunctions}\n${commands}`], {
    cwd: directory,
    env: {
      ...process.env,
      npm_lifecycle_event: '',
      NODE: process.execPath,
      ROOT: root,
      AWS_STAND_IN: awsStandIn,
      ...env,
    },
  })
  onTestFinished(kill)
  child.stdin.end()
  const [printed, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { printed, errors, exitCode: child.exitCode }
}

/** Ends the sandboxes when this process ends in any way, SIGKILL included, so that none is left behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { signalGroup } from './sandbox/process-group.ts'

export interface ProcessGuard {
  /** From now on the process group dies with this process. */
  add(pid: number): void
  remove(pid: number): void
  close(): Promise<void>
}

/**
 * A stopped process does not notice that its parent has died, and a killed parent runs no handler. Therefore one shell
 * of about 1 MB for all sandboxes reads their group ids from a pipe. The pipe ends with the parent in every case. The
 * `exit` handler only makes the usual ends faster.
 */
export function startProcessGuard(): ProcessGuard {
  const groups = new Set<number>()
  const shell = spawn('/bin/sh', ['-c', guardScript], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const { stdin } = shell
  // Without a shell, or after another program ended it, the exit handler still works.
  const closed = once(shell, 'close').catch(() => [])
  stdin.on('error', () => {})
  shell.unref()
  if (stdin instanceof Socket) stdin.unref()
  const killAll = () => {
    for (const pid of groups) signalGroup(pid, 'SIGKILL')
  }
  process.on('exit', killAll)

  return {
    add(pid) {
      groups.add(pid)
      stdin.write(`add ${pid}\n`)
    },
    remove(pid) {
      groups.delete(pid)
      stdin.write(`remove ${pid}\n`)
    },
    async close() {
      process.off('exit', killAll)
      shell.ref()
      stdin.end()
      await closed
    },
  }
}

const guardScript = `
groups=' '
while read -r verb group; do
  case $verb in
    add) groups="$groups$group " ;;
    remove) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
`

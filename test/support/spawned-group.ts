/** Starts a program as the head of a process group, so that one signal ends it and all that it has started. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { signalGroup } from '../../local/lambda/sandbox/process-group.ts'

export interface SpawnedGroup {
  readonly child: ChildProcessWithoutNullStreams
  /** SIGKILL to the group; resolves when its head is gone. */
  readonly kill: () => Promise<void>
}

export function spawnGroup(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): SpawnedGroup {
  const child = spawn(command, args, { ...options, detached: true, stdio: 'pipe' })
  return {
    child,
    async kill() {
      if (child.pid === undefined) return
      const isRunning = child.exitCode === null && child.signalCode === null
      const exited = isRunning ? once(child, 'exit') : undefined
      signalGroup(child.pid, 'SIGKILL')
      await exited
    },
  }
}

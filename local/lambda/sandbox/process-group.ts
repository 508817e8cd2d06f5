/** Sends a signal to a sandbox and to whatever it has started. */

/** Does nothing when the group is gone. macOS says EPERM for a group whose processes are all dead. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
      return
    throw error
  }
}

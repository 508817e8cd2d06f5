/** Sends a signal to a sandbox and to whatever it has started. */

/** Does nothing when the group is gone; EPERM is what macOS says of a group that holds only the dead. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))
      return
    throw error
  }
}

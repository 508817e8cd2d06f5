/** Keeps a suite from ending the process that loads it, from writing before its answer, and from failing without a name. */

const open = new Set<(error: unknown) => void>()
let restore: (() => void) | undefined

/**
 * Calls `fail` when the suite tries to end this process, or when it leaves an error uncaught. Its output goes to
 * standard error meanwhile.
 *
 * @returns the function that ends the guard
 */
export function guardLoad(fail: (error: unknown) => void): () => void {
  open.add(fail)
  restore ??= install()
  return () => {
    open.delete(fail)
    if (open.size > 0) return
    restore?.()
    restore = undefined
  }
}

function install(): () => void {
  const tell = (error: unknown): void => {
    for (const fail of open) fail(error)
  }
  const refuseEnd = (): never => {
    const error = new Error('it ended the process while it was loaded')
    tell(error)
    throw error
  }
  const kill = process.kill.bind(process)
  const restores = [
    replace(process, 'exit', refuseEnd),
    // What `exit` calls, also when the suite imports it from node:process.
    replace(process, 'reallyExit', refuseEnd),
    replace(process, 'abort', refuseEnd),
    replace(process, 'kill', (pid: number, signal?: string | number) =>
      pid === process.pid && signal !== 0 ? refuseEnd() : kill(pid, signal),
    ),
    replace(process.stdout, 'write', process.stderr.write.bind(process.stderr)),
  ]
  process.on('uncaughtException', tell)
  return () => {
    process.off('uncaughtException', tell)
    for (const undo of restores) undo()
  }
}

function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, { value, configurable: true, writable: true, enumerable: true })
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name)
    else Object.defineProperty(owner, name, before)
  }
}

/** Bounds what a suite runs while it is loaded, since a loop without an end would stop every command without a word. */
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { Worker } from 'node:worker_threads'
import { guardLoad } from './load-guard.ts'

/** Another thread: the one that loops cannot look at its time. That is the processor's, so that a busy machine takes no
 * sound suite for one that never ends. */
const watchdog = `
  const { Session } = require('node:inspector')
  const { parentPort, workerData } = require('node:worker_threads')
  const start = process.cpuUsage()
  const stop = () => {
    const session = new Session()
    session.connectToMainThread()
    session.post('Runtime.terminateExecution', () => {})
  }
  setInterval(() => {
    const { user, system } = process.cpuUsage(start)
    if (user + system < workerData * 1_000) return
    stop()
    parentPort.postMessage('stopped')
  }, 100)`

/** Whoever waits takes no time of the processor: its limit is this often as long, by the clock. */
const waitFactor = 4

/**
 * Gives what `load` gives, when it ends within `limitMs` milliseconds of the processor; whatever else keeps this thread is
 * ended.
 *
 * @throws Error that says that it never ends, at once when nothing is left that could settle what it waits for; that it
 * ended the process; or what it throws, also where nobody catches it
 */
export async function withinLoadLimit<Loaded>(
  load: () => Loaded | Promise<Loaded>,
  limitMs = 15_000,
): Promise<Loaded> {
  const other = new Worker(watchdog, { eval: true, workerData: limitMs, execArgv: [], env: {} })
  other.unref()
  const { promise, resolve, reject: rejectWith } = Promise.withResolvers<Loaded>()
  const reject = (thrown: unknown): void =>
    rejectWith(thrown instanceof Error ? thrown : new Error(`it throws ${inspect(thrown)}`))
  const endGuard = guardLoad(reject)
  const fail = (): void => reject(new Error('a loop or an await in it never ends'))
  other.once('message', fail)
  const timer = setTimeout(fail, limitMs * waitFactor).unref()
  process.once('beforeExit', fail)
  // In a microtask of its own: what is stopped takes those who called it along.
  void Promise.resolve()
    .then(load)
    .then(async (loaded) => {
      // What is rejected and never caught is told by then.
      await setImmediate()
      return loaded
    })
    .then(resolve, reject)
  try {
    return await promise
  } finally {
    endGuard()
    clearTimeout(timer)
    process.off('beforeExit', fail)
    await other.terminate()
  }
}

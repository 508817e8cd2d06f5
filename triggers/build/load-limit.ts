/** Bounds what a suite runs while it is loaded. An endless loop would stop every command silently. */
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { Worker } from 'node:worker_threads'
import { guardLoad } from './load-guard.ts'

/** The watch runs in another thread, since the looping thread cannot check its time. The limit counts processor time,
 * so that a busy machine does not take a sound suite for an endless one. */
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

/** A suite that only waits uses no processor time: the clock's limit for it is this many times as long. */
const waitFactor = 4

/**
 * Returns the result of `load` if it ends within `limitMs` milliseconds of processor time. The watch ends anything
 * else that holds this thread.
 *
 * @throws Error when it never ends (at once when nothing is left that could settle what it waits for), when it ended
 * the process, or what it throws, also uncaught
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
  // In a microtask of its own, since stopping it also stops its callers.
  void Promise.resolve()
    .then(load)
    .then(async (loaded) => {
      // By then an uncaught rejection has been reported.
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

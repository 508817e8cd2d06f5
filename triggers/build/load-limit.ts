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
    const end = (frames) => {
      parentPort.postMessage(frames)
      session.post('Runtime.terminateExecution', () => {})
      session.post('Debugger.disable', () => {})
    }
    const files = new Map()
    session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url))
    session.on('Debugger.paused', ({ params }) =>
      end(params.callFrames.map(({ location }) =>
        'at ' + files.get(location.scriptId) + ':' + (location.lineNumber + 1))))
    session.post('Debugger.enable', () => {})
    session.post('Debugger.pause', () => {})
    // A search by an endless pattern cannot be paused.
    setTimeout(end, 1_000, [])
  }
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(start)
    if (user + system < workerData * 1_000) return
    clearInterval(watch)
    stop()
  }, 100)`

/** Milliseconds of processor time. */
export const loadLimitMs = 15_000

class EndlessError extends Error {
  override readonly message = 'a loop or an await in it never ends'
}

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
  limitMs = loadLimitMs,
): Promise<Loaded> {
  const other = new Worker(watchdog, { eval: true, workerData: limitMs, execArgv: [], env: {} })
  const { promise, resolve, reject: rejectWith } = Promise.withResolvers<Loaded>()
  const reject = (thrown: unknown): void =>
    rejectWith(thrown instanceof Error ? thrown : new Error(`it throws ${inspect(thrown)}`))
  const endGuard = guardLoad(reject)
  const fail = (): void => reject(new EndlessError())
  // The lines that the loop is in, innermost first.
  other.once('message', (frames: readonly string[]) => {
    const error = new EndlessError()
    error.stack = frames.join('\n')
    reject(error)
  })
  // A listener would keep the process that waits for nothing else.
  other.unref()
  // After a loop of that length the lines of the loop are told first.
  const timer = setTimeout(() => void setImmediate().then(fail), limitMs * waitFactor).unref()
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

/** Bounds what a suite runs while it is loaded, since a loop without an end would stop every command without a word. */
import { Worker } from 'node:worker_threads'

/** Another thread: the one that loops cannot look at a clock. */
const watchdog = `
  const { Session } = require('node:inspector')
  const stop = () => {
    const session = new Session()
    session.connectToMainThread()
    session.post('Runtime.terminateExecution', () => {})
  }
  setTimeout(stop, require('node:worker_threads').workerData)`

/**
 * Gives what `load` gives, when it ends within `limitMs` milliseconds; whatever else keeps this thread is ended.
 *
 * @throws Error that says that it never ends, at once when nothing is left that could settle what it waits for
 */
export async function withinLoadLimit<Loaded>(
  load: () => Loaded | Promise<Loaded>,
  limitMs = 30_000,
): Promise<Loaded> {
  // A little later than this thread's own timer, which can end a wait without stopping anything.
  const other = new Worker(watchdog, { eval: true, workerData: limitMs + 500, execArgv: [], env: {} })
  other.unref()
  const { promise, resolve, reject } = Promise.withResolvers<Loaded>()
  const fail = (): void => reject(new Error('a loop or an await in it never ends'))
  const timer = setTimeout(fail, limitMs).unref()
  process.once('beforeExit', fail)
  // In a microtask of its own: what is stopped takes those who called it along.
  void Promise.resolve().then(load).then(resolve, reject)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    process.off('beforeExit', fail)
    await other.terminate()
  }
}

/** What the worker runs in, for tests: no chance, no hash, and its lines kept. */
import type { Clock } from '../../triggers/core/deadline.ts'
import type { InvocationContext } from '../../triggers/core/run.ts'
import type { WorkerRuntime } from '../../triggers/provisioning-worker/run.ts'

/** @param lines Where each line of its report goes. */
export function createWorkerRuntime(clock: Clock, lines: string[] = []): WorkerRuntime {
  return {
    clock,
    initializationType: 'on-demand',
    dimensions: { FunctionName: 'worker', FunctionVersion: '7' },
    region: 'eu-west-1',
    random: () => 0,
    log: (line) => void lines.push(line),
    hashUser: () => 'hash',
  }
}

/** Of a call that begins now and ends by then. */
export function contextOf(clock: Clock, awsRequestId = 'run', limitMs = 60_000): InvocationContext {
  const endsAtMs = clock.monotonicMs() + limitMs
  return { awsRequestId, getRemainingTimeInMillis: () => Math.max(0, endsAtMs - clock.monotonicMs()) }
}

/** What one run of the worker uses: time, identity, chance, and bounded calls of the records. */
import { type Clock, type Deadline, within } from '../core/deadline.ts'
import { type Call, callOutsideStep, causeOf } from '../core/step.ts'
import type { AdminTurns } from './admin-turns.ts'
import type { Pacer } from './pacer.ts'

export interface Work {
  readonly clock: Clock
  readonly deadline: Deadline
  /** Unique per run. It is the owner of the claims. */
  readonly owner: string
  random(): number
  /** Spaces admin writes. */
  readonly adminTurns: AdminTurns
  /** Spaces look-ups of single users. */
  readonly lookUpPacer: Pacer
}

/** The longest wait for one read or write of a record, in milliseconds. */
export const recordBudgetMs = 2_000

/** Attempts of one read or write of a record. */
export const recordAttempts = 2

/** The timeout of the worker's function, in milliseconds: the time between two sweeps. */
export const workerTimeoutMs = 60_000

/** Time kept for the report and the answer, in milliseconds. */
export const workerReserveMs = 1_000

/** The deadline of one run. */
export function deadlineOf(clock: Clock, remainingMs: number): Deadline {
  const startedAtMs = clock.monotonicMs()
  const endsAtMs = startedAtMs + Math.max(0, remainingMs - workerReserveMs)
  return { startedAtMs, endsAtMs, remainingMs: () => Math.max(0, endsAtMs - clock.monotonicMs()) }
}

/** A call of the records that did not succeed within its budget. */
export class RecordUnavailableError extends Error {
  override readonly name = 'RecordUnavailableError'
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}

/** Calls the records within the budget. @throws RecordUnavailableError with the cause's class */
export async function callRecords<T>(
  { clock, deadline }: Pick<Work, 'clock' | 'deadline'>,
  run: (call: Call) => Promise<T>,
  budgetMs: number = recordBudgetMs,
): Promise<T> {
  const allowedMs = Math.min(budgetMs, deadline.remainingMs())
  const endsAtMs = clock.monotonicMs() + allowedMs
  const remainingMs = (): number => Math.max(0, endsAtMs - clock.monotonicMs())
  const settled = await within(clock, allowedMs, (signal) =>
    run(callOutsideStep(signal, recordAttempts, remainingMs)),
  )
  switch (settled.kind) {
    case 'ok':
      return settled.value
    case 'timeout':
      throw new RecordUnavailableError('timeout')
    case 'error':
      throw new RecordUnavailableError(causeOf(settled.error), { cause: settled.error })
  }
}

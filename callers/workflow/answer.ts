/** What the workflow decides next, and what it answers in the end. All of it is names, states and codes. */
import {
  dueOf,
  type FoundRecord,
  type LedgerRecord,
} from '@cognito-trigger-suite/triggers/internal/domain/effect-record'
import { type DenialCode, denialCodes, type Worked } from './request.ts'

export interface EffectResult {
  readonly name: string
  /** `done`: since this execution began. `already`: before it. `deferred`: the worker tries it again by itself. `failed`: it
   * waits for `cts replay`. `dropped`: it was given up, as its policy says. */
  readonly state: 'done' | 'already' | 'deferred' | 'failed' | 'dropped'
  /** The class of the last error, of all states but `done` and `already`. */
  readonly cause?: string
}

/** The workflow branches by `decision`. */
export type Answer =
  /** Nothing may be done for this user. */
  | { readonly decision: 'deny'; readonly code: DenialCode; readonly sub: string }
  /** `isComplete` when nothing is left to do. */
  | {
      readonly decision: 'done'
      readonly sub: string
      readonly isComplete: boolean
      /** Why nothing could be tried: the class of an error. */
      readonly cause?: string
      readonly effects: readonly EffectResult[]
    }
  /** The worker is to be asked. */
  | { readonly decision: 'provision'; readonly sub: string; readonly before: readonly string[] }
  /** It is to be asked once more, in a moment. */
  | ({ readonly decision: 'again'; readonly sub: string } & Omit<Worked, 'answer'>)

/** At the beginning: a record with nothing left to try needs no worker. */
export function answerRecord(sub: string, found: FoundRecord): Answer {
  switch (found.kind) {
    case 'erased':
      return { decision: 'deny', code: 'user_erased', sub }
    case 'none':
      return { decision: 'provision', sub, before: [] }
    case 'record': {
      const { record } = found
      const before = [...record.entries].flatMap(([name, { state }]) => (state === 'done' ? [name] : []))
      return dueOf(record).kind === 'due'
        ? { decision: 'provision', sub, before }
        : finish(sub, record, before)
    }
  }
}

/** After the worker, by what the record says then. Without a record the worker says why.
 *
 * Undefined when the worker could not read or write the record, or says what the record does not. */
export function answerWorker(
  sub: string,
  { before, answer: { end, cause } }: Omit<Worked, 'asked'>,
  found: FoundRecord,
): Answer | undefined {
  if (end === 'unknown') return undefined
  const why = cause === undefined ? {} : { cause }
  if (found.kind === 'erased') return { decision: 'deny', code: 'user_erased', sub }
  if (found.kind === 'record') {
    const told = finish(sub, found.record, before)
    return told.isComplete ? told : { ...told, ...why }
  }
  const nothing = { decision: 'done', sub, effects: [] } as const
  switch (end) {
    case 'none':
      return { decision: 'deny', code: 'user_not_listed', sub }
    case 'skipped': {
      const code = denialCodes.find((each) => each === cause)
      return code === undefined ? { ...nothing, isComplete: true } : { decision: 'deny', code, sub }
    }
    case 'failed':
      return { ...nothing, isComplete: false, ...why }
    case 'finished':
    case 'due':
    case 'erased':
      return undefined
  }
}

function finish(
  sub: string,
  record: LedgerRecord,
  before: readonly string[],
): Extract<Answer, { readonly decision: 'done' }> {
  const effects = [...record.entries].map(([name, { state, cause }]): EffectResult => {
    if (state === 'done') return { name, state: before.includes(name) ? 'already' : 'done' }
    const why = cause === undefined ? {} : { cause }
    return { name, state: state === 'failed' || state === 'dropped' ? state : 'deferred', ...why }
  })
  return { decision: 'done', sub, isComplete: dueOf(record).kind === 'finished', effects }
}

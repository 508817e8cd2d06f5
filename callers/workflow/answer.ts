/** What the workflow decides next, and what it answers in the end. All of it is names, states and codes. */
import { dueOf, type FoundRecord } from '@cognito-trigger-suite/triggers/internal/domain/effect-record'
import type {
  EffectAnswer,
  UserAnswer,
} from '@cognito-trigger-suite/triggers/internal/provisioning-worker/provision-user'
import { type DenialCode, denialCodes } from './request.ts'

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

/** At the beginning: a record with nothing left to try needs no worker. */
export function answerRecord(sub: string, found: FoundRecord): Answer {
  switch (found.kind) {
    case 'erased':
      return { decision: 'deny', code: 'user_erased', sub }
    case 'none':
      return { decision: 'provision', sub, before: [] }
    case 'record': {
      const { entries } = found.record
      const before = [...entries].flatMap(([name, { state }]) => (state === 'done' ? [name] : []))
      const { kind } = dueOf(found.record)
      return kind === 'due'
        ? { decision: 'provision', sub, before }
        : finish(sub, Object.fromEntries(entries), before)
    }
  }
}

/** After the worker. Undefined when it could not read or write the record. */
export function answerWorker(
  sub: string,
  { end, cause, effects }: UserAnswer,
  before: readonly string[],
): Answer | undefined {
  switch (end) {
    case 'unknown':
      return undefined
    case 'erased':
      return { decision: 'deny', code: 'user_erased', sub }
    case 'none':
      return { decision: 'deny', code: 'user_not_listed', sub }
    case 'skipped': {
      const code = denialCodes.find((each) => each === cause)
      return code === undefined ? finish(sub, effects, before) : { decision: 'deny', code, sub }
    }
    case 'finished':
      return finish(sub, effects, before)
    case 'failed':
    case 'due':
      return { ...finish(sub, effects, before), isComplete: false, ...(cause === undefined ? {} : { cause }) }
  }
}

function finish(
  sub: string,
  effects: Readonly<Record<string, Omit<EffectAnswer, 'attempts'>>>,
  before: readonly string[],
): Extract<Answer, { readonly decision: 'done' }> {
  const results = Object.entries(effects).map(([name, { state, cause }]): EffectResult => {
    if (state === 'done') return { name, state: before.includes(name) ? 'already' : 'done' }
    const why = cause === undefined ? {} : { cause }
    return { name, state: state === 'failed' || state === 'dropped' ? state : 'deferred', ...why }
  })
  const isComplete = results.every(({ state }) => state !== 'deferred' && state !== 'failed')
  return { decision: 'done', sub, isComplete, effects: results }
}

/** Finds the report of a trigger among the lines of its function's log, and reads it back. */
import { isObject, own, ownNumber, ownText, type RawObject, readJson } from './json.ts'

export interface LoggedStep {
  readonly name: string
  readonly kind: string
  readonly startMs: number
  readonly durationMs: number
  readonly attempts: number
  readonly outcome: string
  /** For an effect: whether it was performed now, before, or is in progress elsewhere. */
  readonly result: string | undefined
  /** What was done when the step did not succeed. */
  readonly policy: string | undefined
  /** The error's class or code. */
  readonly cause: string | undefined
}

export interface LoggedStage {
  readonly name: string
  readonly startMs: number
  readonly durationMs: number
}

export interface LoggedReport {
  readonly outcome: string
  /** The code of a denial. */
  readonly code: string | undefined
  /** Why it failed: an error's class, or what is wrong with the event. */
  readonly cause: string | undefined
  readonly durationMs: number
  /** What the deadline had left. */
  readonly remainingMs: number
  /** A call of the rollout, without effects. */
  readonly isRehearsal: boolean
  readonly steps: readonly LoggedStep[]
  readonly stages: readonly LoggedStage[]
}

/** The suite's line; undefined when the log has none, or when the tail cut it. */
export function readReport(lines: readonly string[]): LoggedReport | undefined {
  const line = lines.map(readJson).find(isReport)
  if (line === undefined) return undefined
  return {
    outcome: ownText(line, 'outcome') ?? 'unknown',
    code: ownText(line, 'code'),
    cause: ownText(line, 'cause'),
    durationMs: ownNumber(line, 'durationMs') ?? 0,
    remainingMs: ownNumber(line, 'remainingMs') ?? 0,
    isRehearsal: own(line, 'rehearsal') === true,
    steps: readObjects(line, 'steps').map(readStep),
    stages: readObjects(line, 'stages').map(readStage),
  }
}

function isReport(line: unknown): boolean {
  return Array.isArray(own(line, 'steps')) && ownText(line, 'trigger') !== undefined
}

function readStep(step: RawObject): LoggedStep {
  return {
    name: ownText(step, 'name') ?? 'unknown',
    kind: ownText(step, 'kind') ?? 'fact',
    startMs: ownNumber(step, 'startMs') ?? 0,
    durationMs: ownNumber(step, 'durationMs') ?? 0,
    attempts: ownNumber(step, 'attempts') ?? 0,
    outcome: ownText(step, 'outcome') ?? 'unknown',
    result: ownText(step, 'result'),
    policy: ownText(step, 'policy'),
    cause: ownText(step, 'cause'),
  }
}

function readStage(stage: RawObject): LoggedStage {
  return {
    name: ownText(stage, 'name') ?? 'unknown',
    startMs: ownNumber(stage, 'startMs') ?? 0,
    durationMs: ownNumber(stage, 'durationMs') ?? 0,
  }
}

function readObjects(object: unknown, key: string): readonly RawObject[] {
  const value = own(object, key)
  return Array.isArray(value) ? value.filter(isObject) : []
}

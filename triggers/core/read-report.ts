/** Finds the report of a trigger among the lines of its function's log, and reads it back. */
import { isObject, own, type RawObject } from './json.ts'

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
  const line = lines.map(parseLine).find((candidate) => isReport(candidate))
  if (line === undefined) return undefined
  return {
    outcome: readText(line, 'outcome') ?? 'unknown',
    code: readText(line, 'code'),
    durationMs: readNumber(line, 'durationMs'),
    remainingMs: readNumber(line, 'remainingMs'),
    isRehearsal: own(line, 'rehearsal') === true,
    steps: readObjects(line, 'steps').map(readStep),
    stages: readObjects(line, 'stages').map(readStage),
  }
}

function isReport(line: RawObject | undefined): boolean {
  return line !== undefined && Array.isArray(own(line, 'steps')) && typeof own(line, 'trigger') === 'string'
}

function readStep(step: RawObject): LoggedStep {
  return {
    name: readText(step, 'name') ?? 'unknown',
    kind: readText(step, 'kind') ?? 'fact',
    startMs: readNumber(step, 'startMs'),
    durationMs: readNumber(step, 'durationMs'),
    attempts: readNumber(step, 'attempts'),
    outcome: readText(step, 'outcome') ?? 'unknown',
    result: readText(step, 'result'),
    policy: readText(step, 'policy'),
  }
}

function readStage(stage: RawObject): LoggedStage {
  return {
    name: readText(stage, 'name') ?? 'unknown',
    startMs: readNumber(stage, 'startMs'),
    durationMs: readNumber(stage, 'durationMs'),
  }
}

function parseLine(line: string): RawObject | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function readObjects(object: RawObject, key: string): readonly RawObject[] {
  const value = own(object, key)
  return Array.isArray(value) ? value.filter(isObject) : []
}

function readText(object: RawObject, key: string): string | undefined {
  const value = own(object, key)
  return typeof value === 'string' ? value : undefined
}

function readNumber(object: RawObject, key: string): number {
  const value = own(object, key)
  return typeof value === 'number' ? value : 0
}

/** Finds the suite's report, and Lambda's own figures, among the lines of a function's log. */
import { isObject, own, type RawObject } from '../triggers/events/envelope.ts'

export interface LoggedStep {
  readonly name: string
  readonly kind: string
  readonly startMs: number
  readonly durationMs: number
  readonly attempts: number
  readonly outcome: string
  /** For an effect: whether it was performed now, before, or is being performed elsewhere. */
  readonly result: string | undefined
  /** What was done about it when the step did not succeed. */
  readonly policy: string | undefined
}

export interface LoggedReport {
  readonly outcome: string
  /** Of a denial. */
  readonly code: string | undefined
  readonly durationMs: number
  /** What the deadline had left. */
  readonly remainingMs: number
  readonly steps: readonly LoggedStep[]
}

export interface PlatformFigures {
  readonly durationMs: number | undefined
  readonly initDurationMs: number | undefined
}

/** The line of the suite; undefined when the log has none, or when its tail cut it. */
export function readReport(lines: readonly string[]): LoggedReport | undefined {
  const line = lines.map(parseLine).find((candidate) => isReport(candidate))
  if (line === undefined) return undefined
  const steps = own(line, 'steps')
  return {
    outcome: readText(line, 'outcome') ?? 'unknown',
    code: readText(line, 'code'),
    durationMs: readNumber(line, 'durationMs'),
    remainingMs: readNumber(line, 'remainingMs'),
    steps: Array.isArray(steps) ? steps.filter(isObject).map(readStep) : [],
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
export function readPlatformFigures(lines: readonly string[]): PlatformFigures {
  const report = lines.find((line) => line.startsWith('REPORT ')) ?? ''
  const read = (pattern: RegExp): number | undefined => {
    const digits = pattern.exec(report)?.[1]
    return digits === undefined ? undefined : Number(digits)
  }
  return {
    durationMs: read(/\tDuration: ([\d.]+) ms/),
    initDurationMs: read(/\tInit Duration: ([\d.]+) ms/),
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

function parseLine(line: string): RawObject | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function readText(object: RawObject, key: string): string | undefined {
  const value = own(object, key)
  return typeof value === 'string' ? value : undefined
}

function readNumber(object: RawObject, key: string): number {
  const value = own(object, key)
  return typeof value === 'number' ? value : 0
}

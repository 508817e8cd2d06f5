/** Writes the lines that Lambda itself adds to a function's log, as text or as JSON. */
import { type Outcome, timeoutMessage } from './outcome.ts'
import type { FunctionTarget } from './function-target.ts'

export interface RunReport {
  readonly requestId: string
  readonly target: FunctionTarget
  readonly outcome: Outcome
  readonly durationMs: number
  readonly initDurationMs: number | undefined
  readonly maxMemoryMb: number
  readonly endedAtMs: number
}

type LogStatus = 'success' | 'error' | 'timeout'

/** Puts the lines of a run between its START, END and REPORT lines. */
export function frameRunLog(report: RunReport, lines: readonly string[]): readonly string[] {
  const { requestId, target, outcome, endedAtMs } = report
  if (target.config.logFormat === 'JSON') return [...jsonStart(report), ...lines, jsonReport(report)]
  const time = new Date(endedAtMs).toISOString()
  return [
    `START RequestId: ${requestId} Version: ${target.version}`,
    ...lines,
    ...(outcome.kind === 'timeout' ? [`${time} ${requestId} ${timeoutMessage(target.config.timeoutS)}`] : []),
    `END RequestId: ${requestId}`,
    textReport(report),
  ]
}

/**
 * The line about an init that failed; a second one, with phase `invoke`, is about its repetition.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-init-errors
 */
export function initReport(
  phase: 'init' | 'invoke',
  durationMs: number,
  outcome: Outcome,
  { config }: FunctionTarget,
  endedAtMs: number,
): string {
  const { status, errorType } = statusOf(outcome)
  if (config.logFormat === 'JSON') {
    const record = { initializationType: 'on-demand', phase, status, errorType, metrics: { durationMs } }
    return JSON.stringify({ time: new Date(endedAtMs).toISOString(), type: 'platform.initReport', record })
  }
  return [
    `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms`,
    `Phase: ${phase}`,
    ...statusFields(status, errorType),
  ].join('\t')
}

const textReport = (report: RunReport): string => {
  const { requestId, target, durationMs, initDurationMs, maxMemoryMb } = report
  const { status, errorType } = statusOf(report.outcome)
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs(report)} ms`,
    `Memory Size: ${target.config.memoryMb} MB`,
    `Max Memory Used: ${maxMemoryMb} MB`,
    ...(initDurationMs === undefined ? [] : [`Init Duration: ${initDurationMs.toFixed(2)} ms`]),
    ...(status === 'success' ? [] : statusFields(status, errorType)),
  ].join('\t')
}

const statusFields = (status: LogStatus, errorType: string | undefined): readonly string[] =>
  errorType === undefined ? [`Status: ${status}`] : [`Status: ${status}`, `Error Type: ${errorType}`]

/** A thrown error is the function's own affair: the platform counts the run as a success. */
const statusOf = (outcome: Outcome): { status: LogStatus; errorType?: string } => {
  switch (outcome.kind) {
    case 'ok':
      return { status: 'success' }
    case 'timeout':
      return { status: 'timeout' }
    case 'init-error':
      return { status: 'error', errorType: outcome.errorType }
    case 'function-error':
      return outcome.errorType.startsWith('Runtime.')
        ? { status: 'error', errorType: outcome.errorType }
        : { status: 'success' }
  }
}

/** Init is billed since 1 August 2025. */
const billedMs = ({ durationMs, initDurationMs }: RunReport): number =>
  Math.ceil(durationMs + (initDurationMs ?? 0))

const jsonStart = ({ requestId, target, endedAtMs, durationMs }: RunReport): readonly string[] => {
  const time = new Date(endedAtMs - durationMs).toISOString()
  return [JSON.stringify({ time, type: 'platform.start', record: { requestId, version: target.version } })]
}

const jsonReport = (report: RunReport): string => {
  const { requestId, target, durationMs, initDurationMs, maxMemoryMb, endedAtMs } = report
  const metrics = {
    durationMs,
    billedDurationMs: billedMs(report),
    memorySizeMB: target.config.memoryMb,
    maxMemoryUsedMB: maxMemoryMb,
    initDurationMs,
  }
  const record = { requestId, metrics, ...statusOf(report.outcome) }
  return JSON.stringify({ time: new Date(endedAtMs).toISOString(), type: 'platform.report', record })
}

/** The end of the log, at most 4 KB of it, as `X-Amz-Log-Result` carries it before base64. */
export const logTail = (lines: readonly string[]): string =>
  Buffer.from(lines.map((line) => `${line}\n`).join(''))
    .subarray(-4096)
    .toString('utf8')

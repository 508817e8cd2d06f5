/** One structured log line per invocation, with CloudWatch embedded metrics and no data of the person.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
import type { StepReport } from './step.ts'

/** How an invocation ended. Denied and failed are separate: a wave of refused sign-ups is not an outage. */
export type Outcome = 'allowed' | 'denied' | 'failed'

/** The time of one stage, in milliseconds from the start of the handler. */
export interface StageReport {
  readonly name: 'parse' | 'gather' | 'decide' | 'perform' | 'respond'
  readonly startMs: number
  readonly durationMs: number
}

/** The dimensions of the metrics, spelled for CloudWatch. */
export interface Dimensions {
  readonly FunctionName: string
  readonly FunctionVersion: string
}

/** Undefined members are not in the line. */
export interface Report extends Dimensions {
  readonly trigger: string
  readonly source: string
  readonly eventVersion: string
  readonly outcome: Outcome
  /** The denial's code. */
  readonly code?: string | undefined
  /** The rule or step that denied. */
  readonly by?: string | undefined
  /** Why an invocation failed: an error's class, or what is wrong with the event. */
  readonly cause?: string | undefined
  readonly coldStart: boolean
  readonly durationMs: number
  /** The remaining time of the deadline when the handler ended. */
  readonly remainingMs: number
  /** The Lambda request id. */
  readonly requestId: string
  /** A hash of pool and `sub`, keyed by the pool: it is the same on every line of a user, and does not name the user. */
  readonly user?: string | undefined
  readonly stages: readonly StageReport[]
  readonly steps: readonly StepReport[]
  /** A call of the rollout, not of Cognito. It counts in no metric. */
  readonly rehearsal?: true | undefined
  /** Observations of the trigger, such as dropped claims: only names and numbers. */
  readonly notes?: Readonly<Record<string, string | number | boolean | readonly string[]>> | undefined
}

export const metricsNamespace = 'CognitoTriggerSuite'

/** The counts of each line, by function. Alarms and the dashboard are made from this table. How long calls take is
 * Lambda's own metric. */
export const metricNames = ['Allowed', 'Denied', 'Failed', 'StepFailed', 'Deferred', 'Dropped'] as const

/** Those that a rollout is judged by: by version too. */
export const versionMetricNames = ['Denied', 'Failed', 'StepFailed'] as const

export type TriggerMetric = (typeof metricNames)[number]

/** The log line of a report, without the newline. The line and its metrics have the time of the invocation, before a cold
 * start, as Lambda's own metrics do: a difference of the two would else count calls in flight. */
export function renderReport(report: Report, invokedAtMs: number): string {
  const ended = (outcome: Outcome): number => (report.outcome === outcome ? 1 : 0)
  const policies = (policy: string): number => report.steps.filter((step) => step.policy === policy).length
  const counts: Record<TriggerMetric, number> = {
    Allowed: ended('allowed'),
    Denied: ended('denied'),
    Failed: ended('failed'),
    StepFailed: report.steps.some((step) => step.outcome !== 'ok') ? 1 : 0,
    Deferred: policies('defer'),
    Dropped: policies('drop'),
  }
  return JSON.stringify({
    level: report.outcome === 'failed' ? 'ERROR' : 'INFO',
    message: `${report.trigger} ${report.outcome}`,
    timestamp: new Date(invokedAtMs).toISOString(),
    ...report,
    stages: report.stages.map(roundTimes),
    steps: report.steps.map(roundTimes),
    durationMs: round(report.durationMs),
    remainingMs: round(report.remainingMs),
    ...counts,
    ...(report.rehearsal === true ? {} : embedMetrics(invokedAtMs, Object.keys(counts), versionMetricNames)),
  })
}

/** Members of the line that CloudWatch takes as metrics of the function, and of its version. */
export function embedMetrics(
  epochMs: number,
  byFunction: readonly string[],
  byVersion: readonly string[],
): object {
  const describe = (metrics: readonly string[], ...dimensions: readonly string[]): object => ({
    Namespace: metricsNamespace,
    Dimensions: [dimensions],
    Metrics: metrics.map((Name) => ({ Name })),
  })
  return {
    _aws: {
      Timestamp: epochMs,
      CloudWatchMetrics: [
        describe(byFunction, 'FunctionName'),
        describe(byVersion, 'FunctionName', 'FunctionVersion'),
      ],
    },
  }
}

function roundTimes<T extends { readonly startMs: number; readonly durationMs: number }>(timed: T): T {
  return { ...timed, startMs: round(timed.startMs), durationMs: round(timed.durationMs) }
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000
}

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

/** Undefined members are not in the line. */
export interface Report {
  readonly trigger: string
  /** A dimension of the metrics, spelled for CloudWatch. */
  readonly FunctionName: string
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

/** The metrics of each line, all counts except `Duration`. Alarms and the dashboard are made from this table. */
export const metricNames = ['Allowed', 'Denied', 'Failed', 'StepFailed', 'Deferred', 'Dropped'] as const

export type TriggerMetric = (typeof metricNames)[number] | 'Duration'

/** The log line of a report, without the newline. */
export function renderReport(report: Report, epochMs: number): string {
  const policies = (policy: string): number => report.steps.filter((step) => step.policy === policy).length
  const counts: Record<(typeof metricNames)[number], number> = {
    Allowed: report.outcome === 'allowed' ? 1 : 0,
    Denied: report.outcome === 'denied' ? 1 : 0,
    Failed: report.outcome === 'failed' ? 1 : 0,
    StepFailed: report.steps.filter((step) => step.outcome !== 'ok').length,
    Deferred: policies('defer'),
    Dropped: policies('drop'),
  }
  return JSON.stringify({
    level: report.outcome === 'failed' ? 'ERROR' : 'INFO',
    message: `${report.trigger} ${report.outcome}`,
    timestamp: new Date(epochMs).toISOString(),
    ...report,
    stages: report.stages.map(roundTimes),
    steps: report.steps.map(roundTimes),
    durationMs: round(report.durationMs),
    remainingMs: round(report.remainingMs),
    ...counts,
    Duration: round(report.durationMs),
    ...(report.rehearsal === true ? {} : describeMetrics(epochMs)),
  })
}

function describeMetrics(epochMs: number): object {
  return {
    _aws: {
      Timestamp: Math.round(epochMs),
      CloudWatchMetrics: [
        {
          Namespace: metricsNamespace,
          Dimensions: [['FunctionName']],
          Metrics: [
            ...metricNames.map((Name) => ({ Name, Unit: 'Count' })),
            { Name: 'Duration', Unit: 'Milliseconds' },
          ],
        },
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

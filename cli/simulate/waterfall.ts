/** Lays out a simulated flow on one time axis: rows of spans and the limit, for the terminal and for pictures. */
import { cognitoLimitMs } from '@cognito-trigger-suite/triggers/core/deadline'
import { formatMs } from '@cognito-trigger-suite/local/internal/console/page/format'
import { layOutCall, type Row } from '@cognito-trigger-suite/local/internal/console/page/waterfall'
import type { SimulatedAttempt, SimulatedFlow, SimulatedOperation } from './run-flow.ts'

export interface RowGroup {
  readonly operation: SimulatedOperation
  readonly rows: readonly Row[]
  /** The ends of the attempts' time, from the start of the operation: the first, and those that were reached. */
  readonly limitsMs: readonly number[]
}

export interface Waterfall {
  readonly flow: SimulatedFlow
  readonly axisMs: number
  readonly ticksMs: readonly number[]
  readonly groups: readonly RowGroup[]
}

const mostTicks = 8

export function layOut(flow: SimulatedFlow): Waterfall {
  const groups = flow.operations.map((operation) => ({
    operation,
    rows: operation.attempts.flatMap((attempt) => layOutAttempt(attempt, operation, flow.limitMs)),
    limitsMs:
      operation.attempts.length === 0
        ? [flow.limitMs]
        : operation.attempts.map((attempt) => attempt.startMs + flow.limitMs),
  }))
  const ends = groups.flatMap(({ rows, limitsMs }) => [
    ...limitsMs,
    ...rows.flatMap((row) => row.spans.map((span) => span.toMs)),
  ])
  const endMs = Math.max(Math.min(flow.limitMs, cognitoLimitMs), ...ends)
  const stepMs = chooseStep(endMs)
  const axisMs = Math.ceil(Math.round(endMs) / stepMs) * stepMs
  const ticksMs = Array.from({ length: axisMs / stepMs + 1 }, (_, index) => index * stepMs)
  return { flow, axisMs, ticksMs, groups }
}

/** How an operation ended, in words. */
export function describeOutcome({ outcome, tookMs }: SimulatedOperation): string {
  const words = outcome.replace('-', ' ')
  return outcome === 'not-reached' ? words : `${words} after ${formatMs(tookMs)}`
}

function layOutAttempt(
  { attempt, startMs, outcome, call }: SimulatedAttempt,
  { attempts }: SimulatedOperation,
  limitMs: number,
): readonly Row[] {
  const prefix = attempts.length > 1 ? `${attempt}. ` : ''
  return layOutCall({ ...call, isGivenUp: outcome === 'timed-out' }, startMs, limitMs, prefix)
}

/** 1, 2 or 5 times a power of ten. */
function chooseStep(endMs: number): number {
  for (let power = 10; ; power *= 10)
    for (const factor of [1, 2, 5]) if (endMs / (factor * power) <= mostTicks) return factor * power
}

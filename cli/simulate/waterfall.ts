/** Lays out a simulated flow on one time axis: rows of spans against the limit, for the terminal and for pictures. */
import { cognitoLimitMs } from '../../triggers/core/deadline.ts'
import { formatMs } from '../format.ts'
import type { SimulatedAttempt, SimulatedFlow, SimulatedOperation } from './run-flow.ts'

/** What a span is: the start of the sandbox, the handler, a step that went well or not, and what nobody waited for. */
export type SpanLook = 'start' | 'handler' | 'step' | 'bad-step' | 'unheard'

export interface Span {
  readonly fromMs: number
  readonly toMs: number
  readonly look: SpanLook
}

export interface Row {
  readonly label: string
  /** 1 for a step inside of the function. */
  readonly depth: 0 | 1
  readonly spans: readonly Span[]
  /** What the row says in words: duration, outcome, policy. */
  readonly note: string
}

export interface RowGroup {
  readonly operation: SimulatedOperation
  readonly rows: readonly Row[]
  /** When an attempt's time is over, from the beginning of the operation; those that were reached, and the first. */
  readonly limitsMs: readonly number[]
}

export interface Waterfall {
  readonly flow: SimulatedFlow
  readonly axisMs: number
  /** Where the axis is marked. */
  readonly ticksMs: readonly number[]
  readonly groups: readonly RowGroup[]
}

/** The most marks that an axis has. */
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

/** The words of an operation's end. */
export function describeOutcome({ outcome, tookMs }: SimulatedOperation): string {
  switch (outcome) {
    case 'success':
      return `success after ${formatMs(tookMs)}`
    case 'denied':
      return `denied after ${formatMs(tookMs)}`
    case 'failed':
      return `failed after ${formatMs(tookMs)}`
    case 'timed-out':
      return `timed out after ${formatMs(tookMs)}`
    case 'not-reached':
      return 'not reached'
  }
}

function layOutAttempt(
  { attempt, startMs, outcome, call }: SimulatedAttempt,
  { attempts }: SimulatedOperation,
  limitMs: number,
): readonly Row[] {
  const prefix = attempts.length > 1 ? `${attempt}. ` : ''
  const endOfWaitMs = startMs + limitMs
  const handlerAtMs = startMs + call.initMs
  const start: readonly Row[] = call.isCold
    ? [
        {
          label: `${prefix}cold start`,
          depth: 0,
          spans: cut(startMs, handlerAtMs, 'start', endOfWaitMs),
          note: formatMs(call.initMs),
        },
      ]
    : []
  const code = call.code === undefined ? '' : `, ${call.code}`
  return [
    ...start,
    {
      label: `${prefix}function`,
      depth: 0,
      spans: cut(handlerAtMs, handlerAtMs + call.durationMs, 'handler', endOfWaitMs),
      note:
        outcome === 'timed-out'
          ? `${formatMs(call.durationMs)}, given up at ${formatMs(limitMs)}`
          : `${formatMs(call.durationMs)}${code}`,
    },
    ...call.steps.map((step): Row => {
      const fromMs = handlerAtMs + step.startMs
      const policy = step.policy === undefined ? '' : ` → ${step.policy}`
      const tries = step.attempts > 1 ? `, ${step.attempts} tries` : ''
      const look = step.outcome === 'ok' ? 'step' : 'bad-step'
      return {
        label: step.name,
        depth: 1,
        spans: cut(fromMs, fromMs + step.durationMs, look, endOfWaitMs),
        note: `${formatMs(step.durationMs)}, ${step.result ?? step.outcome}${policy}${tries}`,
      }
    }),
  ]
}

/** What lies behind the end of the wait is done, and nobody hears of it. */
function cut(fromMs: number, toMs: number, look: SpanLook, endOfWaitMs: number): readonly Span[] {
  if (toMs <= endOfWaitMs) return [{ fromMs, toMs, look }]
  if (fromMs >= endOfWaitMs) return [{ fromMs, toMs, look: 'unheard' }]
  return [
    { fromMs, toMs: endOfWaitMs, look },
    { fromMs: endOfWaitMs, toMs, look: 'unheard' },
  ]
}

/** 1, 2 or 5 times a power of ten. */
function chooseStep(endMs: number): number {
  for (let power = 10; ; power *= 10)
    for (const factor of [1, 2, 5]) if (endMs / (factor * power) <= mostTicks) return factor * power
}

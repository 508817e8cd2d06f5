/** Lays out one call on a time axis, for the console, the terminal and the page of a simulation: its cold start, the
 * function and its steps. A span is cut where the caller stops waiting. */
import { formatMs } from './format.ts'

/** The kind of a span: the start of the sandbox, the handler, a step that succeeded or failed, or the time after the
 * caller stopped waiting. */
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

export interface TimedCall {
  readonly isCold: boolean
  readonly initMs: number
  /** The handler's time, without the start of the sandbox. */
  readonly durationMs: number
  readonly steps: readonly TimedStep[]
  /** The code of a denial. */
  readonly code?: string | undefined
  /** Why the function failed. */
  readonly cause?: string | undefined
  /** Whether the caller went away before the answer. */
  readonly isGivenUp: boolean
}

interface TimedStep {
  readonly name: string
  /** From the first line of the handler. */
  readonly startMs: number
  readonly durationMs: number
  readonly attempts: number
  readonly outcome: string
  /** Of an effect that did not fail. */
  readonly result?: string | undefined
  readonly policy?: string | undefined
  /** The error's class or code. */
  readonly cause?: string | undefined
}

/** Its rows. The call begins at `startMs` of the axis; the last parameter is how long the caller waits. */
export function layOutCall(call: TimedCall, startMs: number, limitMs: number, prefix = ''): readonly Row[] {
  const handlerAtMs = startMs + call.initMs
  const row = (label: string, depth: 0 | 1, span: Span, note: string): Row => ({
    label,
    depth,
    spans: cut(span, startMs + limitMs),
    note,
  })
  const about = [call.code, call.cause].flatMap((text) => (text === undefined ? [] : [`, ${text}`])).join('')
  return [
    ...(call.isCold
      ? [
          row(
            `${prefix}cold start`,
            0,
            { fromMs: startMs, toMs: handlerAtMs, look: 'start' },
            formatMs(call.initMs),
          ),
        ]
      : []),
    row(
      `${prefix}function`,
      0,
      { fromMs: handlerAtMs, toMs: handlerAtMs + call.durationMs, look: 'handler' },
      `${formatMs(call.durationMs)}${call.isGivenUp ? `, given up at ${formatMs(limitMs)}` : about}`,
    ),
    ...call.steps.map((step) => {
      const fromMs = handlerAtMs + step.startMs
      const look = step.outcome === 'ok' ? 'step' : 'bad-step'
      return row(step.name, 1, { fromMs, toMs: fromMs + step.durationMs, look }, describeStep(step))
    }),
  ]
}

function describeStep({ durationMs, result, outcome, policy, cause, attempts }: TimedStep): string {
  const applied = policy === undefined ? '' : ` → ${policy}`
  const tries = attempts > 1 ? `, ${attempts} tries` : ''
  const why = cause === undefined ? '' : `, ${cause}`
  return `${formatMs(durationMs)}, ${result ?? outcome}${applied}${tries}${why}`
}

/** What comes after the wait is done, but the caller does not see it. */
function cut({ fromMs, toMs, look }: Span, endOfWaitMs: number): readonly Span[] {
  if (toMs <= endOfWaitMs) return [{ fromMs, toMs, look }]
  if (fromMs >= endOfWaitMs) return [{ fromMs, toMs, look: 'unheard' }]
  return [
    { fromMs, toMs: endOfWaitMs, look },
    { fromMs: endOfWaitMs, toMs, look: 'unheard' },
  ]
}

/** Lays out one request at a door with all that it led to, on one time axis: door, functions, services, triggers. Each has
 * the limit of whoever waits for it. */
import { formatMs } from './format.ts'
import type { Row } from './waterfall.ts'
import type { HopView, InvocationView } from '../views.ts'

interface Wait {
  readonly label: string
  readonly fromMs: number
  readonly toMs: number
  /** Undefined where nobody waits but who is there already. */
  readonly limitMs: number | undefined
  readonly isGood: boolean
  readonly depth: 0 | 1
}

/** In the order of their beginnings; a door begins before what it calls. The axis begins at the first. */
export function layOutChain(
  hops: readonly HopView[],
  calls: readonly InvocationView[],
): { readonly rows: readonly Row[]; readonly axisMs: number } {
  const waits = [...hops.map(waitOfHop), ...calls.map(waitOfCall)].toSorted(
    (one, other) => one.fromMs - other.fromMs || other.toMs - one.toMs,
  )
  const startMs = Math.min(...waits.map(({ fromMs }) => fromMs))
  const rows = waits.map((wait): Row => {
    const limitMs = wait.limitMs ?? leftOf(waits, wait)
    const span = { fromMs: wait.fromMs - startMs, toMs: wait.toMs - startMs }
    const of =
      limitMs === undefined
        ? ''
        : ` of ${formatMs(limitMs)}${wait.limitMs === undefined ? ' that are left' : ''}`
    return {
      label: wait.label,
      depth: wait.depth,
      spans: [{ ...span, look: wait.isGood ? (wait.depth === 0 ? 'handler' : 'step') : 'bad-step' }],
      note: `${formatMs(wait.toMs - wait.fromMs)}${of}`,
    }
  })
  return { rows, axisMs: Math.max(...rows.flatMap(({ spans }) => spans.map(({ toMs }) => toMs)), 0.001) }
}

function waitOfHop({ name, at, startedAtMs, durationMs, limitMs, status }: HopView): Wait {
  return {
    label: status === undefined ? `${name}, no answer` : `${name}, ${status}`,
    fromMs: startedAtMs,
    toMs: startedAtMs + durationMs,
    limitMs,
    isGood: status !== undefined && status < 400,
    depth: at === 'door' ? 0 : 1,
  }
}

function waitOfCall({
  trigger,
  startedAtMs,
  durationMs,
  initDurationMs = 0,
  limitMs,
  outcome,
}: InvocationView): Wait {
  return {
    label: trigger,
    fromMs: startedAtMs,
    toMs: startedAtMs + initDurationMs + durationMs,
    limitMs,
    isGood: outcome === 'ok',
    depth: 0,
  }
}

/** What is left, when this one begins, of the shortest limit around it. */
function leftOf(waits: readonly Wait[], { fromMs, toMs }: Wait): number | undefined {
  const around = waits.filter((each) => each.fromMs <= fromMs && each.toMs >= toMs)
  const left = around.flatMap((each) =>
    each.limitMs === undefined ? [] : [each.fromMs + each.limitMs - fromMs],
  )
  return left.length === 0 ? undefined : Math.min(...left)
}

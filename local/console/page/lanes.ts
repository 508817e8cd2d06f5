/** Puts spans that overlap in time into different lanes. */

export interface Span {
  readonly startMs: number
  readonly durationMs: number
}

/** Gives each span the first lane that is free when it starts; lanes count from 0. */
export const assignLanes = (spans: readonly Span[]): readonly number[] => {
  const freeFromMs: number[] = []
  const lanes: number[] = spans.map(() => 0)
  const byStart = spans
    .map((span, index) => ({ span, index }))
    .sort((left, right) => left.span.startMs - right.span.startMs)
  for (const { span, index } of byStart) {
    const free = freeFromMs.findIndex((untilMs) => untilMs <= span.startMs)
    const lane = free === -1 ? freeFromMs.length : free
    freeFromMs[lane] = span.startMs + span.durationMs
    lanes[index] = lane
  }
  return lanes
}

/** The calls of a new version while it is rolled out, as CloudWatch gets to see them. */
import type { Plan } from './read-rollouts.ts'

/** How a call ends. `denied` is the version's word, the others are its faults. */
export type End = 'fine' | 'denied' | 'crash' | 'defect' | 'step-failed' | 'slow'

/** Between 0 and 1, from a seed. */
export type Random = () => number

export interface Traffic {
  readonly plan: Plan
  /** Calls of all versions. */
  readonly callsPerMinute: number
  /** How the new version ends a call that comes at a minute of the rollout. */
  readonly endOf: (minute: number, random: Random) => End
}

/** What is seen of a metric in one minute: a value, and how often. */
export interface Sighting {
  readonly seenAt: number
  readonly value: number
  count: number
}

/** By metric and by the minute that they count for. */
export type Sightings = ReadonlyMap<string, readonly (readonly Sighting[] | undefined)[]>

/** Minutes from the end of a minute until its metrics are there: Lambda's at once for all its calls, and those of log lines
 * line by line. */
const lagMinutes = { lambda: [1, 2], line: [1, 2, 3] } as const

/** From Lambda's time of the invocation to that of the report, warm, and in a new sandbox, whose age the report subtracts. */
const startMs = { warm: 2, cold: 100 } as const
const coldShare = 0.02

const durationMs = { usual: 50, slow: 3_500 } as const

/** The metrics of each end besides `Invocations`. A line that is written has a value of each of its metrics. */
const counted: Readonly<
  Record<End, { readonly isError: boolean; readonly line?: Readonly<Record<string, number>> }>
> = {
  fine: { isError: false, line: {} },
  slow: { isError: false, line: {} },
  denied: { isError: true, line: { Denied: 1 } },
  defect: { isError: true, line: { Failed: 1 } },
  'step-failed': { isError: false, line: { StepFailed: 1 } },
  crash: { isError: true },
}
const nothing = { Denied: 0, Failed: 0, StepFailed: 0 }

export function minutesOf({ kind, percent, minutes }: Plan): number {
  return kind === 'canary' ? minutes : minutes * Math.ceil(100 / percent - 1)
}

function shareAt({ kind, percent, minutes }: Plan, minute: number): number {
  const steps = kind === 'canary' ? 1 : 1 + Math.floor(minute / minutes)
  return Math.min(1, (percent * steps) / 100)
}

/** All that is seen during a rollout that nothing ends, and how many bad calls there were until each minute. */
export function drive(
  { plan, callsPerMinute, endOf }: Traffic,
  random: Random,
): { readonly sightings: Sightings; readonly badUntil: readonly number[] } {
  const sightings = new Map<string, (Sighting[] | undefined)[]>()
  const see = (name: string, ofMinute: number, lag: number, value: number): void => {
    const minutes = sightings.get(name) ?? []
    sightings.set(name, minutes)
    const seenAt = ofMinute + 1 + lag
    const known = (minutes[ofMinute] ??= [])
    const same = known.find((each) => each.seenAt === seenAt && each.value === value)
    if (same === undefined) known.push({ seenAt, value, count: 1 })
    else same.count += 1
  }
  const badUntil: number[] = []
  let bad = 0
  for (let minute = 0; minute < minutesOf(plan); minute += 1) {
    const calls = poisson(callsPerMinute * shareAt(plan, minute), random)
    const lambdaLag = pick(lagMinutes.lambda, random)
    for (let call = 0; call < calls; call += 1) {
      const end = endOf(minute, random)
      const { isError, line } = counted[end]
      if (end !== 'fine' && end !== 'denied') bad += 1
      see('Invocations', minute, lambdaLag, 1)
      see('Errors', minute, lambdaLag, isError ? 1 : 0)
      see('Duration', minute, lambdaLag, end === 'slow' ? durationMs.slow : durationMs.usual)
      if (line === undefined) continue
      const startsMs = random() < coldShare ? startMs.cold : startMs.warm
      const ofMinute = Math.floor(minute + random() + startsMs / 60_000)
      const lag = pick(lagMinutes.line, random)
      for (const [name, value] of Object.entries({ ...nothing, ...line })) see(name, ofMinute, lag, value)
    }
    badUntil.push(bad)
  }
  return { sightings, badUntil }
}

function pick<T>(from: readonly T[], random: Random): T {
  const picked = from[Math.floor(random() * from.length)]
  if (picked === undefined) throw new RangeError('There is nothing to pick from.')
  return picked
}

function poisson(mean: number, random: Random): number {
  const least = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > least; product *= random()) count += 1
  return count
}

/** Mulberry32: the same numbers of the same seed. */
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

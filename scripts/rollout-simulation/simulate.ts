/** Rolls a version out many times, and counts how often an alarm ends it. */
import type { RolloutAlarm, RolloutOfFunction } from './read-rollouts.ts'
import { drive, type End, minutesOf, type Random, seeded, type Sighting, type Sightings } from './traffic.ts'

export interface Scenario {
  readonly name: string
  readonly endOf: (minute: number, random: Random) => End
}

/** A share of the calls ends so, from the first minute on. */
export function share(name: string, part: number, end: End): Scenario {
  return { name, endOf: (_, random) => (random() < part ? end : 'fine') }
}

/** Everybody is denied from the minute on. */
export function waveFrom(from: number): Scenario {
  return { name: `denials from minute ${from} on`, endOf: (minute) => (minute < from ? 'fine' : 'denied') }
}

export interface Outcome {
  /** The part of the rollouts that an alarm ended. */
  readonly ended: number
  /** Bad calls until then, on average. */
  readonly badCalls: number
}

export interface Runs {
  readonly callsPerMinute: number
  readonly runs: number
  readonly seed: number
}

export function simulate(
  { plan, alarms }: RolloutOfFunction,
  scenario: Scenario,
  { callsPerMinute, runs, seed }: Runs,
): Outcome {
  const random = seeded(seed)
  const lasts = minutesOf(plan)
  let ended = 0
  let badCalls = 0
  for (let run = 0; run < runs; run += 1) {
    const { sightings, badUntil } = drive({ plan, callsPerMinute, endOf: scenario.endOf }, random)
    const byAlarm = alarms.map((alarm) => findFirst(alarm, sightings, lasts))
    const first = Math.min(...byAlarm)
    if (first > lasts) continue
    ended += 1
    badCalls += badUntil[first - 1] ?? 0
  }
  return { ended: ended / runs, badCalls: ended === 0 ? 0 : badCalls / ended }
}

/** The minute in which it rings; infinite when it does not before the rollout has ended. */
function findFirst(alarm: RolloutAlarm, sightings: Sightings, lasts: number): number {
  for (let now = 1; now <= lasts; now += 1) if (rings(alarm, sightings, now)) return now
  return Number.POSITIVE_INFINITY
}

/** Periods slide with the time of the evaluation. One without data counts as good.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
function rings(alarm: RolloutAlarm, sightings: Sightings, now: number): boolean {
  let bad = 0
  for (let period = 0; period < alarm.of; period += 1) {
    const to = now - period * alarm.periodMinutes
    const from = to - alarm.periodMinutes
    const value = alarm.expression((id) => {
      const metric = alarm.metrics.get(id)
      if (metric === undefined) throw new TypeError(`${alarm.id} reads ${id}, which it does not name.`)
      const minutes = sightings.get(metric.name) ?? []
      const seen: Sighting[] = []
      for (let minute = Math.max(0, from); minute < to; minute += 1)
        for (const each of minutes[minute] ?? []) if (each.seenAt <= now) seen.push(each)
      return seen.length === 0 ? undefined : summarize(metric.statistic, seen)
    })
    if (value !== undefined && value >= alarm.threshold) bad += 1
  }
  return bad >= alarm.bad
}

function summarize(statistic: string, seen: readonly Sighting[]): number {
  if (statistic === 'Sum') return seen.reduce((sum, { value, count }) => sum + value * count, 0)
  const percent = /^p(\d+)$/.exec(statistic)?.[1]
  if (percent === undefined) throw new TypeError(`The statistic ${statistic} is not simulated.`)
  let left = Math.ceil((Number(percent) / 100) * seen.reduce((sum, { count }) => sum + count, 0))
  const found = seen.toSorted((a, b) => a.value - b.value).find(({ count }) => (left -= count) <= 0)
  return found?.value ?? 0
}

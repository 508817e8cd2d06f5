/** Lets time run slower for everything that has a limit, so that a slow or busy machine keeps the limits too. */
import { type Clock, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'

export interface SlowMotion {
  /** How many seconds a second takes. */
  readonly times: number
  /** Of the services around the functions: limits, latencies, schedules and their time of day. */
  readonly clock: Clock
  /** Tells a sandbox to run by the same clock. */
  readonly environment: Readonly<Record<string, string>>
}

/** The longest wait of a timer in Node. */
const maxTimerMs = 2_147_483_647

/**
 * A clock on which a second takes `times` seconds, beginning now; 1 is the clock itself.
 * The time of day falls behind: after an hour at 4 it is 45 minutes late.
 */
export function slowMotion(times: number, clock: Clock = systemClock): SlowMotion {
  if (times === 1) return { times, clock: withLongTimers(clock), environment: {} }
  const sinceMs = clock.epochMs()
  return {
    times,
    clock: {
      monotonicMs: () => clock.monotonicMs() / times,
      epochMs: () => Math.floor(sinceMs + (clock.epochMs() - sinceMs) / times),
      after: (ms, callback) => withLongTimers(clock).after(ms * times, callback),
    },
    environment: { LOCAL_SLOW_MOTION: String(times), LOCAL_SLOW_MOTION_SINCE_MS: String(sinceMs) },
  }
}

/** Node fires a longer timer at once: a workflow of a month would be over when it begins. */
function withLongTimers(clock: Clock): Clock {
  const after: Clock['after'] = (ms, callback) => {
    if (ms <= maxTimerMs) return clock.after(ms, callback)
    let cancel = clock.after(maxTimerMs, () => (cancel = after(ms - maxTimerMs, callback)))
    return () => cancel()
  }
  return { monotonicMs: () => clock.monotonicMs(), epochMs: () => clock.epochMs(), after }
}

const variable = 'SUITE_SLOW_MOTION'

/** What the environment asks for: `SUITE_SLOW_MOTION` is how many times slower time runs, 1 to 100, by default 1.
 * @throws TypeError with one sentence when it is anything else */
export function readSlowMotion(
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock = systemClock,
): SlowMotion {
  const text = environment[variable] ?? '1'
  const times = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || !(times >= 1 && times <= 100))
    throw new TypeError(`${variable} is a number from 1 to 100, not '${text}': change it, or unset it.`)
  return slowMotion(times, clock)
}

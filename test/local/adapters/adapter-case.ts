/** What the tables of sockets and attempts know of an adapter. */
import type { Call } from '../../../triggers/core/step.ts'

export interface EpochClock {
  readonly epochMs: () => number
}

export interface AdapterCase {
  readonly name: string
  /** `each-request`: what it sends must not be sent twice. */
  readonly sockets: 'kept' | 'each-request'
  /** Attempts, where no step says how many. */
  readonly ownAttempts?: number
  /** The step counts attempts of another service. */
  readonly isUncounted?: true
  /** Milliseconds of the step that it leaves for what comes after. */
  readonly reserveMs?: number
  /** The body of an answer that is a success. */
  readonly success: string
  /** The exception with which the service throttles, where it has one. */
  readonly throttle?: string
  open(origin: string, clock: EpochClock): (call: Call) => Promise<unknown>
}

/** Whether the call that a step hands over counts the attempts. */
export function isCounted({ ownAttempts, isUncounted }: AdapterCase): boolean {
  return ownAttempts === undefined && isUncounted !== true
}

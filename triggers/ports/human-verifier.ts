/** The port to a service that checks a sign-up form's token, to tell people from programs. */
import type { Call, Dependency } from '../core/step.ts'

/** What the service says of a token. Absent when the service does not say. */
export interface HumanAnswer {
  readonly isHuman: boolean
  readonly hostname?: string
  readonly action?: string
  /** 0 (program) to 1 (person). */
  readonly score?: number
  /** When the person solved the challenge, epoch milliseconds. */
  readonly solvedAtMs?: number
}

/** A token and the sign-up that it came with. */
export interface HumanCheck {
  readonly token: string
  /** Equal for all tries of one sign-up, different for every other. A token serves one sign-up. */
  readonly signUp: string
}

export interface HumanVerifier extends Dependency {
  readonly name: 'human-check'
  /** The field of validation data or client metadata in which forms send the token. */
  readonly tokenField: string
  /** The IAM actions for reading the service's secret. */
  readonly actions: readonly string[]
  /** How many times one token may be sent for a sign-up, the first included. Default 1: most services take a token once. */
  readonly attempts?: number
  /** Rejects with an error whose `code` names the failure. A wrong secret of ours is such a failure. */
  verify(check: HumanCheck, call: Call): Promise<HumanAnswer>
}

/** The port to a service that tells people from programs by a token that the sign-up form obtained. */
import type { Call, Dependency } from '../core/step.ts'

/** What the service says of a token. Absent where it does not say. */
export interface HumanAnswer {
  readonly isHuman: boolean
  readonly hostname?: string
  readonly action?: string
  /** 0 (program) to 1 (person). */
  readonly score?: number
  /** When the person solved the challenge, epoch milliseconds. */
  readonly solvedAtMs?: number
}

/** A token, and for which sign-up it came. */
export interface HumanCheck {
  readonly token: string
  /** Equal for all tries of one sign-up, and for no other: a token is good for one of them. */
  readonly signUp: string
}

export interface HumanVerifier extends Dependency {
  readonly name: 'human-check'
  /** The field of validation data or client metadata in which forms send the token. */
  readonly tokenField: string
  /** What reading the service's secret needs, as IAM spells it. */
  readonly actions: readonly string[]
  /** How often one token may be sent for a sign-up, the first time included. Default 1: most services take a token once. */
  readonly attempts?: number
  /** Rejects with an error whose `code` names the failure, our own wrong secret among them. */
  verify(check: HumanCheck, call: Call): Promise<HumanAnswer>
}

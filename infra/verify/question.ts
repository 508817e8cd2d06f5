/** One open question of docs/local-fidelity.md, and what a question may do to find its answer. */
import type { Outcome } from './account.ts'
import type { Stage } from './stage.ts'

/** Where none of a question's answers fits. It sets no switch. */
export const unclear = 'unclear'

export interface Question {
  /** Permanent, in kebab-case. */
  readonly name: string
  /** What is sent, in one sentence. */
  readonly sent: string
  /** All answers that it can have, beside `unclear`. */
  readonly answers: readonly string[]
  /** The switch of the local pool that the answer sets, and its setting for an answer. Others set none. */
  readonly sets?: {
    readonly name: string
    readonly settings: Readonly<Record<string, string | number>>
  }
  readonly ask: (probe: Probe) => Promise<string>
}

export interface SignedInPage {
  /** The code that came back to the app. */
  readonly code: string | undefined
  /** What came back instead, or stands on the page. */
  readonly problem: string
}

/** What questions are asked with. What Cognito answers is written down beside the answer. */
export interface Probe {
  readonly stage: Stage
  readonly password: string
  /** A name that no other user has; the function acts by its mode. */
  readonly mark: (mode: string) => string
  /** Writes down what was found. */
  readonly note: (what: string, told: string) => void
  /** One call about the pool, with its id and that of the app client where the operation takes them. */
  readonly ask: (operation: string, input: object) => Promise<Outcome>
  readonly signUp: (mark: string, more?: object) => Promise<Outcome>
  /** A user who has confirmed. */
  readonly addUser: (mark: string) => Promise<void>
  readonly signIn: (mark: string, password?: string) => Promise<Outcome>
  /** The sources of the calls of the function for a mark. */
  readonly callsOf: (mark: string) => Promise<readonly string[]>
  /** Signs in at the pool's page. */
  readonly signInByPage: (mark: string) => Promise<SignedInPage>
  /** Makes somebody at the other pool whose address has the mark, and signs them in by that pool. */
  readonly signInByProvider: (mark: string) => Promise<SignedInPage>
  /** Trades a code at the token endpoint: the claims of the ID token, or the error. */
  readonly exchange: (code: string) => Promise<{ readonly claims: unknown; readonly error: string }>
}

/** What a load needs of Lambda, Cognito and the table, and what it costs: arithmetic alone. docs/guide/cost.md counts in the
 * same way. */
import { functionTimeoutMs } from '@cognito-trigger-suite/triggers/internal/core/plan'
import { prices } from './prices.ts'

export interface Load {
  /** Sign-ins and refreshes a second, over a whole month. Each is one token. */
  readonly rps: number
  /** The most of them in one second. */
  readonly burst: number
  /** New users in the busiest second, and in a month. */
  readonly signUpsBurst: number
  readonly signUpsMonth: number
}

/** How a need stands to a limit. */
export interface Need {
  readonly what: string
  readonly need: number
  readonly limit: number
  /** Whether AWS raises the limit when it is asked. */
  readonly isAdjustable: boolean
}

export interface Cost {
  readonly what: string
  readonly amount: number
  readonly each: number
}

export interface LoadPlan {
  readonly needs: readonly Need[]
  readonly costs: readonly Cost[]
  readonly dollars: number
}

export const secondsOfMonth = 730 * 3_600

/** A call of pre token generation, in seconds, and one of another function. */
const tokenS = 0.1
const signUpS = 0.2
const memoryGb = 0.5
const logGbPerCall = 2e-6

/** Units of the table. */
const readsPerToken = 2
const writesPerSignUp = 30
/** Pre sign-up, post confirmation, the worker and the first token. */
const callsPerSignUp = 4

/** Limits of an account and Region unless AWS has raised them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const limits = {
  concurrency: 1_000,
  userAuthentication: 120,
  userCreation: 50,
  userUpdate: 25,
  tableReads: 12_000,
  tableWrites: 4_000,
} as const

export function planLoad({ rps, burst, signUpsBurst, signUpsMonth }: Load): LoadPlan {
  const tokens = rps * secondsOfMonth
  const calls = tokens + signUpsMonth * callsPerSignUp
  const gbSeconds = (tokens * tokenS + signUpsMonth * callsPerSignUp * signUpS) * memoryGb
  const need = (what: string, amount: number, limit: number, isAdjustable: boolean): Need => ({
    what,
    need: amount,
    limit,
    isAdjustable,
  })
  const costs: readonly Cost[] = [
    { what: 'Lambda, GB-seconds', amount: gbSeconds, each: prices.lambdaGbSecond },
    { what: 'Lambda, million requests', amount: calls / 1e6, each: prices.lambdaMillion },
    { what: 'read units, millions', amount: (tokens * readsPerToken) / 1e6, each: prices.readMillion },
    {
      what: 'write units, millions',
      amount: (signUpsMonth * writesPerSignUp) / 1e6,
      each: prices.writeMillion,
    },
    { what: 'logs at 2 KB a call, GB', amount: calls * logGbPerCall, each: prices.logGb },
    { what: 'events, millions', amount: signUpsMonth / 1e6, each: prices.eventMillion },
    { what: 'welcome mails, thousands', amount: signUpsMonth / 1e3, each: prices.mailThousand },
  ]
  const inFlight = burst * tokenS + signUpsBurst * callsPerSignUp * signUpS
  const inTrouble = ((burst + signUpsBurst * callsPerSignUp) * functionTimeoutMs) / 1_000
  return {
    needs: [
      need('functions at once', inFlight, limits.concurrency, true),
      need('functions at once while a dependency hangs', inTrouble, limits.concurrency, true),
      need('Cognito UserAuthentication, a second', burst, limits.userAuthentication, true),
      // SignUp and ConfirmSignUp.
      need('Cognito UserCreation, a second', signUpsBurst * 2, limits.userCreation, true),
      // One group for each user. The worker waits, so that a longer peak only makes groups late.
      need('Cognito UserUpdate, a second', signUpsBurst, limits.userUpdate, false),
      need('table, read units a second', burst * readsPerToken, limits.tableReads, true),
      need('table, write units a second', signUpsBurst * writesPerSignUp, limits.tableWrites, true),
    ],
    costs,
    dollars: costs.reduce((sum, { amount, each }) => sum + amount * each, 0),
  }
}

/** The settings of the provisioning worker: the effects of post confirmation, and where it finds unfinished users. */
import type { EffectDefinition, PostConfirmationConfig } from '../post-confirmation/effect-definition.ts'
import type { EffectLedger } from '../ports/effect-ledger.ts'
import { readMoment } from '../core/moment.ts'
import { checkOptions, optional, shape } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { moment } from '../core/options/moment.ts'
import { port } from '../core/options/port.ts'
import { languageIn, ownTexts } from '../core/options/wording.ts'
import { oneOf, rate, whole } from '../core/options/values.ts'
import { effectDefinition, effectLedger } from '../post-confirmation/options.ts'
import type { RecordIndex, UserList } from '../ports/record-index.ts'
import { recordBudgetMs, workerReserveMs, workerTimeoutMs } from './work.ts'

export interface WorkerConfig {
  readonly ledger: EffectLedger
  readonly effects: readonly EffectDefinition[]
  readonly index: RecordIndex
  readonly users: UserList
  /** The most copies of the worker that run at once. Lambda enforces it. */
  readonly copies: number
  /** Admin writes that one copy of the worker makes in a second. */
  readonly adminWritesPerSecond: number
  /** Users that one copy of the worker looks up in the pool in a second. */
  readonly lookUpsPerSecond: number
  /** The limits of `reconcile`. */
  readonly reconcile: ReconcileRates
  /** Epoch milliseconds. Users confirmed before it are sent only what bears a repeat. */
  readonly effectsSinceMs?: number
}

export interface ReconcileRates {
  /** Pages of 60 users read in a second. */
  readonly pagesPerSecond: number
  /** Users handed to the worker in a second. */
  readonly usersPerSecond: number
  /** Users created or changed within this many milliseconds are skipped, since their confirmation may be under way. */
  readonly minAgeMs: number
}

/** A third of ListUsers' 30 a second, and four tenths of the 25 admin writes. The sign-ups need the rest. */
export const defaultRates: ReconcileRates = { pagesPerSecond: 10, usersPerSecond: 10, minAgeMs: 900_000 }

/** Cognito's quotas per second for an account in one Region, and the part that all copies of the worker may use. The
 * sign-ups add people to groups and look up accounts too.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
export const adminWrites = { quota: 25, share: 15 } as const
export const listRequests = { quota: 30, share: 20 } as const

/** Users on a page of ListUsers. */
export const usersPerPage = 60

/** The longest wait of a page for the pool and for the table, in milliseconds. */
const pageReadMs = 20_000

/** The longest time of one page of a walk when every user on it lacks a record, in milliseconds. No page is begun with
 * less left. */
export function leastPerPageMs({ pagesPerSecond, usersPerSecond }: ReconcileRates): number {
  return Math.ceil(1_000 / pagesPerSecond + pageReadMs + (usersPerPage * 1_000) / usersPerSecond)
}

export interface WorkerOptions {
  readonly postConfirmation: PostConfirmationConfig
  readonly index: RecordIndex
  readonly users: UserList
  /** The most copies of the worker that run at once; a whole number from 1. In stage `prod` Lambda reserves this
   * concurrency from the account's. A new account with 10 cannot spare it: ask AWS to raise it first. With 1 the
   * stream, the sweep and a walk wait for each other. Default: as many as the rates allow, at most 3. */
  readonly copies?: number
  /** Admin writes that one copy of the worker makes in a second. All copies together may make 15 of the 25 that Cognito
   * allows. Only a single copy may be given more. Default 5. */
  readonly adminWritesPerSecond?: number
  /** Users that one copy of the worker looks up in a second, for records that were handed over without effects. All
   * copies together, one of them walking instead, may make 20 of ListUsers' 30 requests. Default 5. */
  readonly lookUpsPerSecond?: number
  readonly reconcile?: Partial<ReconcileRates>
  /** A moment in UTC such as `2026-11-28T12:00:00Z`. Users confirmed before it are sent no mail, webhook or event,
   * whatever the table says. Idempotent effects are performed. For a table that was restored. The context
   * `effectsSince` may give another moment: the later one counts. Default none. */
  readonly effectsSince?: string
}

/** Completes the configuration of the worker.
 * @throws TypeError when a rate is not a positive number within Cognito's quota, when several copies together leave
 * too little of the quota to the sign-ups, or when a walk is too slow to do one page in one call. */
export function defineProvisioningWorker(options: WorkerOptions): WorkerConfig {
  check: checkOptions<WorkerOptions>('defineProvisioningWorker', options, (given) => ({
    postConfirmation: shape<PostConfirmationConfig>(
      {
        trigger: oneOf(['post-confirmation']),
        ledger: effectLedger,
        effects: list(effectDefinition, 0),
        language: languageIn(given['postConfirmation']),
        texts: optional(ownTexts),
      },
      'what definePostConfirmation gives: an object',
    ),
    index: port('an index of records, such as suiteRecordIndex', 'table', [
      'find',
      'readMany',
      'takeWalk',
      'keepWalk',
    ]),
    users: port('a list of users, such as cognitoUserList', 'user-pool', ['listUsers', 'findUser']),
    copies: optional(whole(1, 1_000)),
    adminWritesPerSecond: optional(rate(adminWrites.quota)),
    lookUpsPerSecond: optional(rate(listRequests.quota)),
    reconcile: optional(
      shape<Partial<ReconcileRates>>({
        pagesPerSecond: optional(rate(listRequests.quota)),
        usersPerSecond: optional(rate(1_000)),
        minAgeMs: optional(whole(0, Number.MAX_SAFE_INTEGER)),
      }),
    ),
    effectsSince: optional(moment),
  }))
  const { postConfirmation, index, users } = options
  const reconcile = { ...defaultRates, ...options.reconcile }
  const adminWritesPerSecond = options.adminWritesPerSecond ?? 5
  const lookUpsPerSecond = options.lookUpsPerSecond ?? 5
  check: checkPage(reconcile)
  const rates = { adminWritesPerSecond, lookUpsPerSecond, reconcile }
  const copies = options.copies ?? mostCopies(rates)
  check: checkCopies(copies, rates)
  const effectsSinceMs = readMoment(options.effectsSince ?? '')
  return {
    ledger: postConfirmation.ledger,
    effects: postConfirmation.effects,
    index,
    users,
    copies,
    adminWritesPerSecond,
    lookUpsPerSecond,
    reconcile,
    ...(effectsSinceMs === undefined ? {} : { effectsSinceMs }),
  }
}

type Rates = Pick<WorkerConfig, 'adminWritesPerSecond' | 'lookUpsPerSecond' | 'reconcile'>

/** One for the stream, one for the sweep, one for a walk. */
const mostCopiesByDefault = 3

function mostCopies(rates: Rates): number {
  let copies = mostCopiesByDefault
  while (copies > 1 && findExcess(copies, rates) !== undefined) copies -= 1
  return copies
}

function checkCopies(copies: number, rates: Rates): void {
  const excess = copies === 1 ? undefined : findExcess(copies, rates)
  if (excess !== undefined) throw new TypeError(`provisioning worker: ${excess}: lower copies or the rate`)
}

/** The error of several copies that together exceed a quota; undefined when they do not. A copy that walks does not
 * look up single users meanwhile. */
function findExcess(
  copies: number,
  { adminWritesPerSecond, lookUpsPerSecond, reconcile }: Rates,
): string | undefined {
  const writes = copies * adminWritesPerSecond
  if (writes > adminWrites.share) {
    return (
      `${copies} copies with ${adminWritesPerSecond} admin writes a second each make ${writes}, ` +
      `and may make ${adminWrites.share} of Cognito's ${adminWrites.quota}`
    )
  }
  const lists = (copies - 1) * lookUpsPerSecond + Math.max(lookUpsPerSecond, reconcile.pagesPerSecond)
  if (lists > listRequests.share) {
    return (
      `${copies} copies with ${lookUpsPerSecond} look-ups a second each, one of them reading ` +
      `${reconcile.pagesPerSecond} pages, make ${lists} requests for users, and may make ${listRequests.share} of ` +
      `Cognito's ${listRequests.quota}`
    )
  }
  return undefined
}

function checkPage(reconcile: ReconcileRates): void {
  const leastMs = leastPerPageMs(reconcile)
  // Before the page and after it the walk is kept in the table.
  const allowedMs = workerTimeoutMs - workerReserveMs - 2 * recordBudgetMs
  if (leastMs > allowedMs) {
    throw new TypeError(
      `provisioning worker: one page of ${usersPerPage} users may take ${leastMs} ms at usersPerSecond ` +
        `${reconcile.usersPerSecond} and pagesPerSecond ${reconcile.pagesPerSecond}, and a call has ${allowedMs}: ` +
        'raise them',
    )
  }
}

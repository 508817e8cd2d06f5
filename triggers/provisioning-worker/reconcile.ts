/** Walks the pool page by page and hands every user without a record, or with a forgotten one, to the worker. */
import { dueOf, type FoundRecord, hasFailed, type LedgerRecord, waitsOf } from '../domain/effect-record.ts'
import { causeOf } from '../core/step.ts'
import type { NewEntry } from '../ports/effect-ledger.ts'
import { type TableKey, userKey } from '../domain/table-item.ts'
import type { WorkerConfig } from './config.ts'
import type { Pacer } from './pacer.ts'
import { effectsOfPoolUser, type PoolUserEffects } from './pool-user-effects.ts'
import type { PoolUser } from '../ports/record-index.ts'
import { callRecords, RecordUnavailableError, type Work } from './work.ts'

/** The users of a walk by the state in which they were found, before the first page. */
export const noCounts = {
  seen: 0,
  /** With a finished record. */
  provisioned: 0,
  /** Without a record. The walk handed them to the worker, or would have in a dry run. */
  opened: 0,
  /** With a record that the worker had lost. The walk put it back on the index. */
  woken: 0,
  /** The worker is at work on them. */
  underWay: 0,
  /** With an effect that waits for `replay`, whatever else is under way. */
  failed: 0,
  erased: 0,
  /** Unconfirmed, disabled, changed too recently, or without a due effect. */
  skipped: 0,
  /** An effect threw for them. Nothing was handed on, so that the next walk looks at them again. */
  broken: 0,
}

type ReconcileCounts = Readonly<typeof noCounts>

/** The state of a walk: all that another process needs to go on with it. */
export interface ReconcileCheckpoint {
  readonly userPoolId: string
  /** Cognito's token of the next page. Cognito may refuse an old one. */
  readonly nextToken?: string
  readonly isDone: boolean
  readonly pages: number
  /** How often the walk began anew, since Cognito refused its page token. */
  readonly restarts: number
  readonly counts: ReconcileCounts
  /** The number of users by effect that was handed on. */
  readonly effects: Readonly<Record<string, number>>
  /** The number of users by effect that was withheld, since they were confirmed before `effectsSince`. */
  readonly withheld: Readonly<Record<string, number>>
}

export interface ReconcileWork extends Pick<Work, 'clock' | 'deadline'> {
  readonly region: string
  readonly isDryRun: boolean
  readonly pagePacer: Pacer
  readonly userPacer: Pacer
  readonly signal: AbortSignal
  /** Called for a user for whom an effect threw, with the error's class. */
  onBroken?(pk: string, cause: string): void
  /** Called for each user, with the state in which the user was found. */
  onUser?(sub: string, as: Reconciled['as']): void
}

/** The longest wait for one page of the pool, in milliseconds. */
const pageBudgetMs = 10_000

/** A record that has been due for this long is forgotten, in milliseconds: the worker comes every minute. */
const forgottenAfterMs = 600_000

export function beginReconcile(userPoolId: string): ReconcileCheckpoint {
  return { userPoolId, isDone: false, pages: 0, restarts: 0, counts: noCounts, effects: {}, withheld: {} }
}

/** How Cognito refuses a page token, such as one that is too old.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
const tokenRefusals: ReadonlySet<string> = new Set(['InvalidParameterException', 'ValidationException'])

/** A walk whose tokens are refused more often is not too slow for them: something else is wrong. */
const maxRestarts = 3

/** Does one page, or begins anew when Cognito refuses the token of this one. A repeat of a page changes nothing, so that an interrupted walk goes on from its last checkpoint.
 * @throws RecordUnavailableError when pool or table did not answer */
export async function reconcilePage(
  config: WorkerConfig,
  checkpoint: ReconcileCheckpoint,
  work: ReconcileWork,
): Promise<ReconcileCheckpoint> {
  const { userPoolId, nextToken: token } = checkpoint
  await work.pagePacer.next(work.signal)
  let page: Awaited<ReturnType<WorkerConfig['users']['listUsers']>>
  try {
    page = await callRecords(
      work,
      (call) => config.users.listUsers({ userPoolId, token }, call),
      pageBudgetMs,
    )
  } catch (error) {
    const restarts = checkpoint.restarts + 1
    if (token === undefined || restarts > maxRestarts || !isTokenRefused(error)) throw error
    return { ...beginReconcile(userPoolId), restarts }
  }
  const keys = page.users.map(({ sub }) => userKey(userPoolId, sub, 'PROVISIONING'))
  const records =
    keys.length === 0
      ? new Map<string, FoundRecord>()
      : await callRecords(work, (call) => config.index.readMany(keys, call), pageBudgetMs)

  const counts = { ...checkpoint.counts }
  const effects = new Map(Object.entries(checkpoint.effects))
  const withheld = new Map(Object.entries(checkpoint.withheld))
  for (const user of page.users) {
    const key = userKey(userPoolId, user.sub, 'PROVISIONING')
    const found = records.get(key.pk) ?? { kind: 'none' }
    const { as, names, ...not } = await reconcileUser(config, { userPoolId, user, key, found }, work)
    counts.seen += 1
    counts[as] += 1
    work.onUser?.(user.sub, as)
    for (const name of names) effects.set(name, (effects.get(name) ?? 0) + 1)
    for (const name of not.withheld ?? []) withheld.set(name, (withheld.get(name) ?? 0) + 1)
  }
  return {
    userPoolId,
    isDone: page.nextToken === undefined,
    pages: checkpoint.pages + 1,
    restarts: checkpoint.restarts,
    counts,
    effects: Object.fromEntries(effects),
    withheld: Object.fromEntries(withheld),
    ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
  }
}

function isTokenRefused(error: unknown): boolean {
  return error instanceof RecordUnavailableError && tokenRefusals.has(error.code)
}

/** A user of the pool, and where the record belongs. */
export interface Listed {
  readonly userPoolId: string
  readonly user: PoolUser
  readonly key: TableKey
}

interface Reconciled {
  readonly as: Exclude<keyof ReconcileCounts, 'seen'>
  /** Effects that were handed on. */
  readonly names: readonly string[]
  readonly withheld?: readonly string[]
}

async function reconcileUser(
  config: WorkerConfig,
  listed: Listed & { readonly found: FoundRecord },
  work: ReconcileWork,
): Promise<Reconciled> {
  switch (listed.found.kind) {
    case 'erased':
      return { as: 'erased', names: [] }
    case 'record':
      return { as: await wake(config, listed.key, listed.found.record, work), names: [] }
    case 'none':
      return openFor(config, listed, work)
  }
}

/** Opens a record for a user without one, with what is due, unless the user is to be left alone. */
export async function openFor(
  config: WorkerConfig,
  { userPoolId, user, key }: Listed,
  work: Omit<ReconcileWork, 'pagePacer' | 'userPacer'> & { readonly userPacer?: Pacer },
): Promise<Reconciled> {
  const nowMs = work.clock.epochMs()
  if (!isSettled(config, user, nowMs)) return { as: 'skipped', names: [] }
  let effects: PoolUserEffects
  try {
    effects = effectsOfPoolUser(config, user, { userPoolId, region: work.region }, nowMs)
  } catch (error) {
    // The users after this one must not wait until the effect is mended.
    work.onBroken?.(key.pk, causeOf(error))
    return { as: 'broken', names: [] }
  }
  const { due, withheld } = effects
  // Nothing needs to be written: without a record the walk looks at the user again, until a token hands them over.
  if (due.length === 0) return { as: 'skipped', names: [], withheld }
  if (!work.isDryRun) {
    await work.userPacer?.next(work.signal)
    const entries = due.map((entry): NewEntry => ({ ...entry, claim: 'anyone' }))
    const opening = {
      key,
      user: { userName: user.userName, region: work.region, source: 'Reconcile' },
      effects: entries,
      owner: 'reconcile',
      nowMs: work.clock.epochMs(),
    }
    const opened = await callRecords(work, (call) => config.ledger.open(opening, call))
    if (opened.kind !== 'opened') return { as: opened.kind === 'erased' ? 'erased' : 'underWay', names: [] }
  }
  return { as: 'opened', names: due.map(({ name }) => name), withheld }
}

/** Whether the last change is long enough ago: the confirmation of a newer user may be under way. */
export function isSettled(
  { reconcile }: Pick<WorkerConfig, 'reconcile'>,
  { createdAtMs, modifiedAtMs }: PoolUser,
  nowMs: number,
): boolean {
  return nowMs - Math.max(createdAtMs, modifiedAtMs) >= reconcile.minAgeMs
}

async function wake(
  config: WorkerConfig,
  key: TableKey,
  record: LedgerRecord,
  work: ReconcileWork,
): Promise<'provisioned' | 'failed' | 'underWay' | 'woken'> {
  const due = dueOf(record)
  if (due.kind === 'finished') return 'provisioned'
  if (due.kind === 'failed') return 'failed'
  const nowMs = work.clock.epochMs()
  const isForgotten = waitsOf(record).some((freeAtMs) => nowMs - freeAtMs > forgottenAfterMs)
  if (!isForgotten) return hasFailed(record) ? 'failed' : 'underWay'
  if (!work.isDryRun) {
    await work.userPacer.next(work.signal)
    await callRecords(work, (call) => config.ledger.settle(key, due, record, nowMs, call))
  }
  return 'woken'
}

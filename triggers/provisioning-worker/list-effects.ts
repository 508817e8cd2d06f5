/** Finds out which effects are due for a user who was handed over without them, and enrols them in the record. */
import { backoffMs } from '../once/backoff.ts'
import type { LedgerRecord, Unlisted } from '../domain/effect-record.ts'
import { causeOf, type EffectStep, performEffect, type StepReport } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'
import type { Attempted } from './attempt-effect.ts'
import type { WorkerConfig } from './config.ts'
import { effectsOfPoolUser, isConfirmed, isProvisionable, type PoolUserEffects } from './pool-user-effects.ts'
import { type PoolUser, listUsersActions } from '../ports/record-index.ts'
import { readUserKey } from '../domain/user-key.ts'
import { callRecords, recordAttempts, recordBudgetMs, type Work } from './work.ts'

/** A user counts as gone after this many look-ups without a confirmed user. Cognito's list lags behind, and a user is
 * handed over at the first sign-in. The last look-up comes at least 75 seconds after the first. */
export const lookUpsUntilGone = 5

export interface Listed {
  readonly attempted: Attempted
  /** The record with every effect enrolled; undefined when a later run or another copy must do it. */
  readonly record?: LedgerRecord
  /** Effects that are withheld because the user was confirmed before `effectsSince`. */
  readonly withheld?: readonly string[]
  /** Why the effects could not be enrolled. */
  readonly cause?: string
}

interface Candidate {
  readonly key: TableKey
  readonly record: LedgerRecord
  readonly unlisted: Unlisted
}

/** Never rejects. A crash leaves the mark, and the next run begins anew. Enrolled effects stay enrolled. */
export async function listEffects(config: WorkerConfig, candidate: Candidate, work: Work): Promise<Listed> {
  const { report, user } = await lookUp(config, candidate, work)
  switch (report.outcome) {
    case 'ok':
      return user !== undefined && isProvisionable(user)
        ? enrollAll(config, candidate, user, report, work)
        : leaveAlone(config, candidate, user, report, work)
    case 'skipped':
      return { attempted: { report, end: 'taken' } }
    case 'failed':
    case 'timeout':
      return { attempted: { report, end: await putOff(config, candidate, work) } }
  }
}

/** The same step as in the worker's plan. */
async function lookUp(
  config: WorkerConfig,
  { key, unlisted }: Candidate,
  work: Work,
): Promise<{ readonly report: StepReport; readonly user: PoolUser | undefined }> {
  let user: PoolUser | undefined
  const step: EffectStep<undefined> = {
    name: 'user-list',
    dependency: config.users,
    actions: listUsersActions,
    budgetMs: recordBudgetMs,
    attempts: recordAttempts,
    onFailure: { kind: 'defer' },
    async run(_, call) {
      user = await config.users.findUser(readUserKey(key.pk), call)
      // A user with a token is confirmed. A list that does not say so is old.
      const isListed = user !== undefined && isConfirmed(user)
      if (!isListed && unlisted.attempts + 1 < lookUpsUntilGone) throw new UserNotListedError()
      return 'performed'
    },
  }
  await work.lookUpPacer.next(new AbortController().signal)
  const report = await performEffect(step, undefined, work.clock, work.deadline)
  return { report, user }
}

/** The pool answered, but does not list the user as confirmed yet, or does not list the user any more. */
class UserNotListedError extends Error {
  override readonly name = 'UserNotListedError'
  readonly code = 'user_not_listed'
}

/** The user is disabled, or is missing from the list. A record without effects is withdrawn, so that the next token and
 * `reconcile` see the user again. A record with effects stays: with its mark, or as the record of a user who is gone. */
async function leaveAlone(
  config: WorkerConfig,
  candidate: Candidate,
  user: PoolUser | undefined,
  report: StepReport,
  work: Work,
): Promise<Listed> {
  const { key, record, unlisted } = candidate
  const later = async (cause: string): Promise<Listed> => {
    return { attempted: { report, end: await putOff(config, candidate, work) }, cause }
  }
  if (record.entries.size > 0) {
    return user === undefined
      ? enrollAll(config, candidate, undefined, report, work)
      : later('user_not_provisionable')
  }
  try {
    const isWithdrawn = await callRecords(work, (call) => config.ledger.withdraw(key, unlisted, call))
    return { attempted: { report, end: isWithdrawn ? 'listed' : 'taken' } }
  } catch (error) {
    return later(causeOf(error))
  }
}

async function enrollAll(
  config: WorkerConfig,
  candidate: Candidate,
  user: PoolUser | undefined,
  report: StepReport,
  work: Work,
): Promise<Listed> {
  const { key, record } = candidate
  const nowMs = work.clock.epochMs()
  let effects: PoolUserEffects = { due: [], withheld: [] }
  try {
    const pool = { userPoolId: readUserKey(key.pk).userPoolId, region: record.user.region }
    if (user !== undefined) effects = effectsOfPoolUser(config, user, pool, nowMs)
  } catch (error) {
    // An effect threw. In their place on the index such users would hide those who come after them.
    const end = await putOff(config, candidate, work)
    return { attempted: { report, end: end === 'later' ? 'failed' : end }, cause: causeOf(error) }
  }
  const { due, withheld } = effects
  try {
    for (const entry of due) {
      if (!record.entries.has(entry.name))
        await callRecords(work, (call) => config.ledger.enroll(key, entry, nowMs, call))
    }
    const listed = await callRecords(work, (call) => config.ledger.markListed(key, call))
    if (listed === undefined) return { attempted: { report, end: 'taken' } }
    return { attempted: { report, end: 'listed' }, record: listed, withheld }
  } catch (error) {
    return { attempted: { report, end: 'lost' }, cause: causeOf(error) }
  }
}

async function putOff(
  config: WorkerConfig,
  { key, unlisted }: Candidate,
  work: Work,
): Promise<Attempted['end']> {
  const freeAtMs = work.clock.epochMs() + backoffMs(unlisted.attempts + 1, () => work.random())
  try {
    const isPutOff = await callRecords(work, (call) =>
      config.ledger.putOffListing(key, unlisted, freeAtMs, call),
    )
    return isPutOff ? 'later' : 'taken'
  } catch {
    return 'lost'
  }
}

/** Provisions one user now, for a caller who waits: a workflow of a support desk, or a task of a batch. */
import { pause } from '../core/deadline.ts'
import { causeOf } from '../core/step.ts'
import { dueOf, type EffectState, isOpen, type LedgerRecord } from '../domain/effect-record.ts'
import { userKey } from '../domain/table-item.ts'
import type { PoolUser } from '../ports/record-index.ts'
import type { WorkerConfig } from './config.ts'
import { isConfirmed } from './pool-user-effects.ts'
import { leastPerEffectMs, provision, type Provisioned } from './provision.ts'
import { isSettled, type Listed, openFor } from './reconcile.ts'
import { callRecords, type Work } from './work.ts'

/** How a user is left. `finished`: nothing is left to do. `due`: the worker goes on by itself. `failed`: an effect waits
 * for `replay`, or throws when it is asked whether it is due. `skipped`: nothing may be done for this user. `none`: the pool lists no such user. `unknown`: the pool
 * or the table did not answer. */
export type UserEnd = Provisioned['end'] | 'skipped'

/** Why a user is skipped. Only `changed_recently` passes by itself. */
export type SkipCause = 'user_disabled' | 'user_not_confirmed' | 'changed_recently' | 'nothing_due'

/** What the caller is answered: names, states and classes of errors, and nothing of the person. */
export interface UserAnswer {
  readonly end: UserEnd
  /** A `SkipCause`, or the class of an error. */
  readonly cause?: string
  /** By the name of the effect, as the record has them at the end. */
  readonly effects: Readonly<Record<string, EffectAnswer>>
}

export interface EffectAnswer {
  readonly state: EffectState
  readonly attempts: number
  /** The class of the last error. */
  readonly cause?: string
}

export interface UserProvisioned {
  readonly answer: UserAnswer
  /** For the report; undefined when nothing was tried. */
  readonly provisioned?: Provisioned
}

/** How often the record is looked at again, while another copy may perform its effects: the stream brings every new
 * record to another copy at once. */
const looks = 10
const betweenLooksMs = 500

/** Opens the record when there is none, as a walk would, and performs what is due. A repeat performs nothing twice. The
 * caller keeps the rate of new records. Never rejects. */
export async function provisionUser(
  config: WorkerConfig,
  who: { readonly userPoolId: string; readonly sub: string; readonly region: string },
  work: Work,
): Promise<UserProvisioned> {
  const key = userKey(who.userPoolId, who.sub, 'PROVISIONING')
  const { signal } = new AbortController()
  const read = () => callRecords(work, (call) => config.ledger.read(key, call))
  let provisioned: Provisioned | undefined
  try {
    const found = await read()
    const unopened = found.kind === 'none' ? await open(config, who, work) : undefined
    if (unopened !== undefined) return { answer: { ...unopened, effects: {} } }
    for (let look = 0; ; look += 1) {
      const now = await provision(config, key, work)
      provisioned = joinReports(provisioned, now)
      const { end, cause } = now
      const left = await read()
      const record = left.kind === 'record' ? left.record : undefined
      const isOver = end !== 'due' || record === undefined || isPutOff(record, work.clock.epochMs())
      if (isOver || look === looks || work.deadline.remainingMs() < leastPerEffectMs + betweenLooksMs) {
        const why = cause === undefined ? {} : { cause }
        return { provisioned, answer: { end, ...why, effects: describe(record) } }
      }
      await pause(work.clock, betweenLooksMs, signal)
    }
  } catch (error) {
    const told = provisioned === undefined ? {} : { provisioned }
    return { ...told, answer: { end: 'unknown', cause: causeOf(error), effects: {} } }
  }
}

/** Undefined when there is a record now. */
async function open(
  config: WorkerConfig,
  { region, ...who }: Parameters<typeof provisionUser>[1],
  work: Work,
): Promise<Omit<UserAnswer, 'effects'> | undefined> {
  const { signal } = new AbortController()
  await work.lookUpPacer.next(signal)
  const user = await callRecords(work, (call) => config.users.findUser(who, call))
  if (user === undefined) return { end: 'none', cause: 'user_not_listed' }
  const listed: Listed = { ...who, user, key: userKey(who.userPoolId, who.sub, 'PROVISIONING') }
  let broken = ''
  const onBroken = (_: string, cause: string): void => void (broken = cause)
  const { as } = await openFor(config, listed, { ...work, region, signal, isDryRun: false, onBroken })
  if (as === 'broken') return { end: 'failed', cause: broken }
  return as === 'skipped'
    ? { end: 'skipped', cause: whySkipped(config, user, work.clock.epochMs()) }
    : undefined
}

function whySkipped(config: WorkerConfig, user: PoolUser, nowMs: number): SkipCause {
  if (!user.isEnabled) return 'user_disabled'
  if (!isConfirmed(user)) return 'user_not_confirmed'
  return isSettled(config, user, nowMs) ? 'nothing_due' : 'changed_recently'
}

/** Whether all that the record waits for waits for a later time, and nobody is at work on it. */
function isPutOff(record: LedgerRecord, nowMs: number): boolean {
  const { entries, unlisted } = record
  const unfinished = [...entries.values()].filter(isOpen)
  return (
    dueOf(record).kind === 'due' &&
    unfinished.every(({ owner, freeAtMs }) => owner === undefined && freeAtMs > nowMs) &&
    (unlisted === undefined || unlisted.freeAtMs > nowMs)
  )
}

function joinReports(before: Provisioned | undefined, now: Provisioned): Provisioned {
  if (before === undefined) return now
  return {
    ...now,
    steps: [...before.steps, ...now.steps],
    attempted: [...before.attempted, ...now.attempted],
  }
}

function describe(record: LedgerRecord | undefined): UserAnswer['effects'] {
  return Object.fromEntries(
    [...(record?.entries ?? [])].map(([name, { state, attempts, cause }]): [string, EffectAnswer] => [
      name,
      { state, attempts, ...(cause === undefined ? {} : { cause }) },
    ]),
  )
}

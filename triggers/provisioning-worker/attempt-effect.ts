/** Tries one open effect of one user, and decides its state: done, later, or failed for good. */
import { backoffMs, maxEffectAttempts } from '../once/backoff.ts'
import { isLastAttempt, outcomeUnknown } from '../domain/delivery.ts'
import {
  effectKey,
  type LedgerEntry,
  type LedgerRecord,
  NotPerformedError,
  PermanentEffectError,
} from '../domain/effect-record.ts'
import type { Closing, LedgerClaim, Release } from '../ports/effect-ledger.ts'
import { performOnce } from '../once/perform-once.ts'
import { type Call, type EffectStep, performEffect, type StepReport } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'
import type { EffectDefinition } from '../post-confirmation/effect-definition.ts'
import type { WorkerConfig } from './config.ts'
import { beforeEffectsSince, confirmedAtMsOf, whyWithheld } from './effects-since.ts'
import { readUserKey } from '../domain/user-key.ts'
import { callRecords, recordBudgetMs, type Work } from './work.ts'

/** The result of one try. */
export interface Attempted {
  readonly report: StepReport
  /** `later`: the record holds the time of the next attempt. `lost`: the result could not be written, and the lease
   * will lapse. `waiting`: the effect was not begun, since its turn for an admin write would have come too late for
   * this run. `listed`: the worker found out which effects are due. */
  readonly end: 'done' | 'dropped' | 'failed' | 'later' | 'taken' | 'lost' | 'waiting' | 'listed'
}

interface Candidate {
  readonly key: TableKey
  readonly name: string
  readonly entry: LedgerEntry
  readonly record: LedgerRecord
}

/** Never rejects. */
export async function attemptEffect(
  config: WorkerConfig,
  candidate: Candidate,
  work: Work,
): Promise<Attempted> {
  const { key, name, entry } = candidate
  const definition = config.effects.find((effect) => effect.name === name)
  const claimNow = (): LedgerClaim => {
    return { key, effect: name, owner: work.owner, nowMs: work.clock.epochMs() }
  }
  const verdict = judgeMoment(config, candidate, definition, work) ?? judgeBefore(entry, definition)
  if (verdict !== undefined) return closeNow(config, claimNow(), verdict, work)
  if (definition === undefined) return putOff(config, candidate, claimNow(), 'effect_not_configured', work)
  const leftMs = (): number => work.deadline.remainingMs() - definition.budgetMs - 2 * recordBudgetMs
  const leave = await work.adminTurns.begin(definition, leftMs)
  if (leave === undefined) return { report: noteOf(name, 'no_turn', work), end: 'waiting' }

  // The lease counts from here, after the wait for the turn.
  const claim = claimNow()
  const tried = await tryOnce(config, definition, candidate, claim, work).finally(leave)
  const { report } = tried
  if (report.outcome === 'ok') return { report, end: endOf(report, tried.closing) }
  if (report.outcome === 'skipped') return { report, end: 'taken' }
  // The act is done and only its record is missing: a second write of the record spares the target a repeat.
  if (tried.closing !== undefined) return { ...(await closeNow(config, claim, tried.closing, work)), report }
  const cause = report.cause ?? report.outcome
  const after = tried.isBegun ? judgeAfter(tried.error, cause, entry, definition) : undefined
  if (after !== undefined) return { ...(await closeNow(config, claim, after, work)), report }
  const isNotPerformed = !tried.isBegun || tried.error instanceof NotPerformedError
  const attempts = entry.attempts + 1
  const isRepeatLast = !isNotPerformed && isLastAttempt(definition.delivery, { ...entry, attempts })
  // The last repeat waits for the longest time, so that it comes when the trouble is more likely over.
  const failures = isRepeatLast ? maxEffectAttempts : attempts
  return { ...(await giveBack(config, claim, { cause, failures, isNotPerformed }, work)), report }
}

/** Withholds an effect because of `effectsSince`. A moment in the future is a mistake: an effect that it withholds has
 * failed, which alarms, and `replay` frees it again. */
function judgeMoment(
  config: WorkerConfig,
  { entry, record }: Candidate,
  definition: EffectDefinition | undefined,
  { clock }: Work,
): Closing | undefined {
  if (definition === undefined) return undefined
  const confirmedAtMs = confirmedAtMsOf(record, entry, definition)
  const cause = whyWithheld(config, definition, confirmedAtMs, clock.epochMs())
  if (cause === undefined) return undefined
  return { state: cause === beforeEffectsSince ? 'dropped' : 'failed', cause }
}

/** Closes an effect that must not be tried any more. */
function judgeBefore(entry: LedgerEntry, definition: EffectDefinition | undefined): Closing | undefined {
  if (entry.state === 'started') return { state: 'failed', cause: outcomeUnknown }
  const cause = entry.cause ?? 'no_answer'
  if (definition?.onFailure.kind === 'drop' && entry.attempts > 0) return { state: 'dropped', cause }
  return entry.attempts >= maxEffectAttempts ? { state: 'failed', cause } : undefined
}

/** How a failed attempt ends the effect; undefined when another attempt follows. */
function judgeAfter(
  error: unknown,
  cause: string,
  entry: LedgerEntry,
  definition: EffectDefinition,
): Closing | undefined {
  if (error instanceof PermanentEffectError) return { state: error.state, cause }
  if (isLastAttempt(definition.delivery, entry) && !(error instanceof NotPerformedError))
    return { state: 'failed', cause: outcomeUnknown }
  if (definition.onFailure.kind === 'drop') return { state: 'dropped', cause }
  return entry.attempts + 1 >= maxEffectAttempts ? { state: 'failed', cause } : undefined
}

interface Tried {
  readonly report: StepReport
  /** The claim was this run's and the act was called. */
  readonly isBegun: boolean
  /** The result of the act, when it came in time. */
  readonly closing: Closing | undefined
  readonly error: unknown
}

async function tryOnce(
  config: WorkerConfig,
  definition: EffectDefinition,
  { key, entry, record }: Candidate,
  claim: LedgerClaim,
  work: Work,
): Promise<Tried> {
  const { name, delivery } = definition
  const { userPoolId, sub } = readUserKey(key.pk)
  const perform = work.adminTurns.pace(definition)
  let isBegun = false
  let closing: Closing | undefined
  let failure: unknown
  const step: EffectStep<undefined> = {
    ...definition,
    async run(_, call) {
      const act = async (): Promise<Closing> => {
        isBegun = true
        const user = {
          userPoolId,
          sub,
          ...record.user,
          facts: entry.facts,
          findCreatedAtMs: async (asked: Call) =>
            (await config.users.findUser({ userPoolId, sub }, asked))?.createdAtMs,
        }
        const acted = await perform(user, effectKey(userPoolId, sub, name), claim.nowMs, call)
        if (!call.signal.aborted) closing = acted
        return acted
      }
      try {
        return await performOnce(config.ledger, { claim, delivery, entry, act, onRecord: () => {} }, call)
      } catch (error) {
        failure = error
        throw error
      }
    },
  }
  const report = await performEffect(step, undefined, work.clock, work.deadline)
  return { report, isBegun, closing, error: failure }
}

async function putOff(
  config: WorkerConfig,
  { name, entry }: Candidate,
  claim: LedgerClaim,
  cause: string,
  work: Work,
): Promise<Attempted> {
  try {
    const claimed = await callRecords(work, (call) => config.ledger.claim(claim, entry, false, call))
    if (claimed === undefined) return { report: noteOf(name, cause, work), end: 'taken' }
  } catch {
    return { report: noteOf(name, cause, work), end: 'lost' }
  }
  return giveBack(config, claim, { cause, failures: entry.attempts + 1, isNotPerformed: true }, work)
}

async function closeNow(
  config: WorkerConfig,
  claim: LedgerClaim,
  closing: Closing,
  work: Work,
): Promise<Attempted> {
  const report = noteOf(claim.effect, closing.state === 'done' ? 'closed_late' : closing.cause, work)
  try {
    const closed = await callRecords(work, (call) => config.ledger.close(claim, closing, call))
    return { report, end: closed === undefined ? 'taken' : closing.state }
  } catch {
    return { report, end: 'lost' }
  }
}

async function giveBack(
  config: WorkerConfig,
  claim: LedgerClaim,
  { failures, ...release }: Omit<Release, 'freeAtMs'> & { readonly failures: number },
  work: Work,
): Promise<Attempted> {
  const report = noteOf(claim.effect, release.cause, work)
  const freeAtMs = work.clock.epochMs() + backoffMs(failures, () => work.random())
  try {
    const released = await callRecords(work, (call) =>
      config.ledger.release(claim, { ...release, freeAtMs }, call),
    )
    return { report, end: released === undefined ? 'taken' : 'later' }
  } catch {
    return { report, end: 'lost' }
  }
}

function endOf({ result }: StepReport, closing: Closing | undefined): Attempted['end'] {
  return result === 'performed' ? (closing?.state ?? 'done') : 'taken'
}

/** The report of an effect that was not tried. */
export function noteOf(name: string, cause: string, { clock, deadline }: Work): StepReport {
  const startMs = clock.monotonicMs() - deadline.startedAtMs
  return { name, kind: 'effect', startMs, durationMs: 0, attempts: 0, outcome: 'skipped', cause }
}

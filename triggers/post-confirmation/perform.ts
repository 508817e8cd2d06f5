/** Opens the record of a confirmation and carries out its inline effects, each once, within the deadline. */
import {
  dueOf,
  type Effect,
  isOpen,
  type LedgerEntry,
  type LedgerRecord,
  PermanentEffectError,
} from '../domain/effect-record.ts'
import type { Closing } from '../ports/effect-ledger.ts'
import { performOnce } from '../once/perform-once.ts'
import type { Invocation } from '../core/run.ts'
import { type EffectStep, performEffect, type StepReport } from '../core/step.ts'
import { type TableKey, userKey } from '../domain/table-item.ts'
import { carryOut } from './act.ts'
import {
  type EffectDefinition,
  inlineEffects,
  type PostConfirmationConfig,
  type ProvisioningEvent,
} from './effect-definition.ts'
import { openBudgetMs, settleBudgetMs } from './plan.ts'

/** When the record cannot be opened, nothing is performed: without it, it would be unknown what was done. The user then
 * has no record, and `reconcile` finds such users. */
export async function perform(
  config: PostConfirmationConfig,
  event: ProvisioningEvent,
  effects: readonly Effect[],
  invocation: Invocation,
): Promise<readonly StepReport[]> {
  const { clock, deadline, requestId: owner } = invocation
  const key = userKey(event.userPoolId, event.sub, 'PROVISIONING')
  const inline = new Map(inlineEffects(config).map((definition) => [definition.name, definition]))
  let opened: Opened | undefined

  const open: EffectStep<undefined> = {
    name: 'open-ledger',
    dependency: config.ledger,
    actions: [],
    budgetMs: openBudgetMs,
    attempts: 2,
    onFailure: { kind: 'defer' },
    async run(_, call) {
      const nowMs = clock.epochMs()
      const { userName, region, source } = event
      const entries = effects.map(({ name, facts }) => {
        return { name, facts, claim: inline.has(name) ? ('opener' as const) : ('anyone' as const) }
      })
      const user = { userName, region, source }
      // A password reset has few effects, or none. The worker finds out what else this user was never given.
      const isUnlisted = source !== 'PostConfirmation_ConfirmSignUp'
      const openRecord = async (): Promise<{ readonly found: Opened; readonly isWhole: boolean }> => {
        const opening = { key, user, effects: entries, isUnlisted, owner, nowMs }
        const found = await config.ledger.open(opening, call)
        let isWhole = true
        if (found.kind === 'record') {
          for (const entry of entries.filter(({ name }) => !found.record.entries.has(name))) {
            isWhole =
              (await config.ledger.enroll(key, { ...entry, confirmedAtMs: nowMs }, nowMs, call)) && isWhole
          }
        }
        return { found, isWhole }
      }
      let { found, isWhole } = await openRecord()
      // Another copy enrolled the same effects, or the worker withdrew a record that had no effects yet.
      if (!isWhole) ({ found } = await openRecord())
      if (call.signal.aborted) return 'in-progress'
      opened = found
      return found.kind === 'opened' ? 'performed' : 'already-done'
    },
  }
  const reported = await performEffect(open, undefined, clock, deadline)
  if (opened === undefined || opened.kind === 'erased') return [reported]

  const known = opened
  let closed: LedgerRecord | undefined
  const steps = effects.flatMap((effect) => {
    const definition = inline.get(effect.name)
    if (definition === undefined) return []
    const onRecord = (record: LedgerRecord): void => {
      if (![...record.entries.values()].some(isOpen) && record.unlisted === undefined) closed = record
    }
    return [
      effectStep(
        config,
        definition,
        { effect, event, key, entry: entryOf(known, effect.name, owner), onRecord },
        invocation,
      ),
    ]
  })
  const reports = await Promise.all(steps.map((step) => performEffect(step, undefined, clock, deadline)))
  if (closed === undefined) return [reported, ...reports]

  const seen = closed
  const settle: EffectStep<undefined> = {
    name: 'settle-ledger',
    dependency: config.ledger,
    actions: [],
    budgetMs: settleBudgetMs,
    attempts: 2,
    onFailure: { kind: 'drop' },
    async run(_, call) {
      const settled = await config.ledger.settle(key, dueOf(seen), seen, clock.epochMs(), call)
      return settled === 'settled' ? 'performed' : 'in-progress'
    },
  }
  return [reported, ...reports, await performEffect(settle, undefined, clock, deadline)]
}

type Opened = Awaited<ReturnType<PostConfirmationConfig['ledger']['open']>>

/** A record with our claims is our own: the answer to the first put was lost. An effect that an older record lacks was
 * just enrolled, so that it is free. */
function entryOf(opened: Opened, name: string, owner: string): LedgerEntry | 'claimed-by-us' | undefined {
  switch (opened.kind) {
    case 'opened':
      return 'claimed-by-us'
    case 'record': {
      const entry = opened.record.entries.get(name)
      return entry?.owner === owner && entry.state === 'pending' ? 'claimed-by-us' : entry
    }
    case 'erased':
      return undefined
  }
}

function effectStep(
  config: PostConfirmationConfig,
  definition: EffectDefinition,
  due: {
    readonly effect: Effect
    readonly event: ProvisioningEvent
    readonly key: TableKey
    readonly entry: LedgerEntry | 'claimed-by-us' | undefined
    readonly onRecord: (record: LedgerRecord) => void
  },
  { clock, requestId: owner }: Invocation,
): EffectStep<undefined> {
  const { name, dependency, actions, budgetMs, attempts, onFailure, delivery } = definition
  const { effect, event, key, entry, onRecord } = due
  const { userPoolId, region, userName, sub, source } = event
  const user = { userPoolId, region, userName, sub, source, facts: effect.facts }
  return {
    name,
    dependency,
    actions,
    budgetMs,
    attempts,
    onFailure,
    async run(_, call) {
      const claim = { key, effect: name, owner, nowMs: clock.epochMs() }
      let failure: PermanentEffectError | undefined
      const act = async (): Promise<Closing> => {
        try {
          return await carryOut(definition, user, effect.idempotencyKey, claim.nowMs, call)
        } catch (error) {
          if (!(error instanceof PermanentEffectError)) throw error
          failure = error
          return closingOf(error)
        }
      }
      const result = await performOnce(config.ledger, { claim, delivery, entry, act, onRecord }, call)
      if (failure !== undefined) throw failure
      return result
    },
  }
}

/** An error that every attempt would meet ends the effect here. The worker counts the failure, so that its alarm rings. */
function closingOf({ state, code: cause }: PermanentEffectError): Closing {
  return state === 'failed' ? { state, cause, isUnreported: true } : { state, cause }
}

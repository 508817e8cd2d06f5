/** The steps of a confirmation, from which it is planned and performed: open the record, carry out the inline effects, each
 * once, take the finished user off the index. */
import { performOnce } from '../once/perform-once.ts'
import {
  dueOf,
  type Effect,
  isOpen,
  type LedgerEntry,
  type LedgerRecord,
  PermanentEffectError,
} from '../domain/effect-record.ts'
import type { TableKey } from '../domain/table-item.ts'
import { type Closing, openLedgerActions, settleActions } from '../ports/effect-ledger.ts'
import type { Invocation } from '../core/run.ts'
import type { Call, EffectResult, EffectStep } from '../core/step.ts'
import { carryOut } from './act.ts'
import type { EffectDefinition, PostConfirmationConfig, ProvisioningEvent } from './effect-definition.ts'

/** One confirmation, and what its steps found out for those after them. */
export interface Confirming {
  readonly event: ProvisioningEvent
  readonly effects: readonly Effect[]
  readonly key: TableKey
  readonly invocation: Pick<Invocation, 'clock' | 'requestId'>
  /** What was there; undefined until the record is open. */
  opened?: Opened
  /** The record after its last effect was closed; undefined while one is open. */
  closed?: LedgerRecord
}

type Opened = Awaited<ReturnType<PostConfirmationConfig['ledger']['open']>>
type ConfirmationStep = EffectStep<Confirming>
type Ledger = Pick<PostConfirmationConfig, 'ledger'>

export interface ConfirmationSteps {
  readonly open: ConfirmationStep
  /** Performed side by side. */
  readonly inline: readonly ConfirmationStep[]
  readonly settle: ConfirmationStep
}

export function confirmationSteps(
  config: Pick<PostConfirmationConfig, 'ledger' | 'effects'>,
): ConfirmationSteps {
  const inline = inlineEffects(config)
  const names = new Set(inline.map(({ name }) => name))
  return {
    open: {
      name: 'open-ledger',
      dependency: config.ledger,
      actions: openLedgerActions,
      budgetMs: 1_200,
      attempts: 2,
      onFailure: { kind: 'defer' },
      run: (confirming, call) => openRecord(config, names, confirming, call),
    },
    inline: inline.map((definition) => effectStep(config, definition)),
    settle: {
      name: 'settle-ledger',
      dependency: config.ledger,
      actions: settleActions,
      budgetMs: 600,
      attempts: 2,
      // The sweep then takes the user off the index.
      onFailure: { kind: 'drop' },
      async run({ key, closed, invocation: { clock } }, call) {
        if (closed === undefined) return 'in-progress'
        const settled = await config.ledger.settle(key, dueOf(closed), closed, clock.epochMs(), call)
        return settled === 'settled' ? 'performed' : 'in-progress'
      },
    },
  }
}

/** The effects that the confirmation waits for. */
export function inlineEffects({
  effects,
}: Pick<PostConfirmationConfig, 'effects'>): readonly EffectDefinition[] {
  return effects.filter((effect) => effect.when === 'inline')
}

async function openRecord(
  { ledger }: Ledger,
  inline: ReadonlySet<string>,
  confirming: Confirming,
  call: Call,
): Promise<EffectResult> {
  const { event, effects, key, invocation } = confirming
  const { clock, requestId: owner } = invocation
  const nowMs = clock.epochMs()
  const { userName, region, source } = event
  const entries = effects.map(({ name, facts }) => {
    return { name, facts, claim: inline.has(name) ? ('opener' as const) : ('anyone' as const) }
  })
  const user = { userName, region, source }
  // A password reset has few effects, or none. The worker finds out what else this user was never given.
  const isUnlisted = source !== 'PostConfirmation_ConfirmSignUp'
  const tryOpen = async (): Promise<{ readonly found: Opened; readonly isWhole: boolean }> => {
    const opening = { key, user, effects: entries, isUnlisted, owner, nowMs }
    const found = await ledger.open(opening, call)
    let isWhole = true
    if (found.kind === 'record') {
      for (const entry of entries.filter(({ name }) => !found.record.entries.has(name)))
        isWhole = (await ledger.enroll(key, { ...entry, confirmedAtMs: nowMs }, nowMs, call)) && isWhole
    }
    return { found, isWhole }
  }
  let { found, isWhole } = await tryOpen()
  // Another copy enrolled the same effects, or the worker withdrew a record that had no effects yet.
  if (!isWhole) ({ found } = await tryOpen())
  if (call.signal.aborted) return 'in-progress'
  confirming.opened = found
  return found.kind === 'opened' ? 'performed' : 'already-done'
}

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

function effectStep({ ledger }: Ledger, definition: EffectDefinition): ConfirmationStep {
  const { name, delivery } = definition
  return {
    ...definition,
    async run(confirming, call) {
      const { event, key, invocation, opened } = confirming
      const { clock, requestId: owner } = invocation
      const effect = confirming.effects.find((each) => each.name === name)
      if (effect === undefined || opened === undefined) return 'in-progress'
      const { userPoolId, region, userName, sub, source } = event
      const user = { userPoolId, region, userName, sub, source, facts: effect.facts }
      const claim = { key, effect: name, owner, nowMs: clock.epochMs() }
      const onRecord = (record: LedgerRecord): void => {
        if (![...record.entries.values()].some(isOpen) && record.unlisted === undefined)
          confirming.closed = record
      }
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
      const result = await performOnce(
        ledger,
        { claim, delivery, entry: entryOf(opened, name, owner), act, onRecord },
        call,
      )
      if (failure !== undefined) throw failure
      return result
    },
  }
}

/** An error that every attempt would meet ends the effect here. The worker counts the failure, so that its alarm rings. */
function closingOf({ state, code: cause }: PermanentEffectError): Closing {
  return state === 'failed' ? { state, cause, isUnreported: true } : { state, cause }
}

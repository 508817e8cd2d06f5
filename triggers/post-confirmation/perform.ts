/** Carries out the effects of a confirmation, each once, within the deadline. */
import { type Effect, type LedgerEntry, performOnce } from '../core/effect.ts'
import type { Invocation } from '../core/run.ts'
import { type EffectStep, performEffect, type StepReport } from '../core/step.ts'
import { userKey } from '../core/suite-table.ts'
import type { ConfirmedUser, EffectDefinition, PostConfirmationConfig } from './effect-definition.ts'
import { openBudgetMs, settleBudgetMs } from './plan.ts'

/** When the ledger cannot be opened nothing is performed: without it nobody knows what was done. The user is then
 * without a record, which is what `reconcile` looks for. */
export async function perform(
  config: PostConfirmationConfig,
  user: ConfirmedUser,
  effects: readonly Effect[],
  invocation: Invocation,
): Promise<readonly StepReport[]> {
  const { clock, deadline, requestId: owner } = invocation
  const key = userKey(user.userPoolId, user.sub, 'PROVISIONING')
  let entries: ReadonlyMap<string, LedgerEntry> | 'all-leased-to-us' | undefined

  const open: EffectStep<undefined> = {
    name: 'open-ledger',
    dependency: config.ledger,
    actions: [],
    budgetMs: openBudgetMs,
    attempts: 2,
    onFailure: { kind: 'defer' },
    async run(_, call) {
      const names = effects.map(({ name }) => name)
      const opened = await config.ledger.open({ key, effects: names, owner, nowMs: clock.epochMs() }, call)
      if (call.signal.aborted) return 'in-progress'
      entries = opened.kind === 'opened' ? 'all-leased-to-us' : opened.entries
      return opened.kind === 'opened' ? 'performed' : 'already-done'
    },
  }
  const opened = await performEffect(open, undefined, clock, deadline)
  if (entries === undefined) return [opened]

  const known = entries
  const steps = effects.flatMap((effect) => {
    const definition = config.effects.find(({ name }) => name === effect.name)
    if (definition === undefined) return []
    const entry = known === 'all-leased-to-us' ? 'leased-to-us' : known.get(effect.name)
    return [effectStep(config, definition, effect, user, entry, invocation)]
  })
  const reports = await Promise.all(steps.map((step) => performEffect(step, user, clock, deadline)))
  if (!reports.every((report) => report.result === 'performed' || report.result === 'already-done'))
    return [opened, ...reports]

  const settle: EffectStep<undefined> = {
    name: 'settle-ledger',
    dependency: config.ledger,
    actions: [],
    budgetMs: settleBudgetMs,
    attempts: 2,
    onFailure: { kind: 'drop' },
    async run(_, call) {
      const names = effects.map(({ name }) => name)
      return (await config.ledger.settle(key, names, call)) === 'settled' ? 'performed' : 'in-progress'
    },
  }
  return [opened, ...reports, await performEffect(settle, undefined, clock, deadline)]
}

function effectStep(
  config: PostConfirmationConfig,
  definition: EffectDefinition,
  effect: Effect,
  user: ConfirmedUser,
  entry: LedgerEntry | 'leased-to-us' | undefined,
  { clock, requestId: owner }: Invocation,
): EffectStep<ConfirmedUser> {
  const key = userKey(user.userPoolId, user.sub, 'PROVISIONING')
  return {
    ...definition,
    run: (confirmed, call) => {
      const claim = { key, effect: effect.name, owner, nowMs: clock.epochMs() }
      return performOnce(config.ledger, claim, entry, call, () =>
        definition.act(confirmed, effect.idempotencyKey, claim.nowMs, call),
      )
    },
  }
}

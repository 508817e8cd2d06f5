/** Opens the record of a confirmation and carries out its inline effects, each once, within the deadline. */
import type { Invocation } from '../core/run.ts'
import { performEffect, type StepReport } from '../core/step.ts'
import type { Effect } from '../domain/effect-record.ts'
import { userKey } from '../domain/table-item.ts'
import type { PostConfirmationConfig, ProvisioningEvent } from './effect-definition.ts'
import { type Confirming, type ConfirmationSteps, confirmationSteps } from './steps.ts'

/** When the record cannot be opened, nothing is performed: without it, it would be unknown what was done. The user then
 * has no record, and `reconcile` finds such users. */
export async function perform(
  config: PostConfirmationConfig,
  event: ProvisioningEvent,
  effects: readonly Effect[],
  invocation: Invocation,
): Promise<readonly StepReport[]> {
  const { open, inline, settle } = confirmationSteps(config)
  const key = userKey(event.userPoolId, event.sub, 'PROVISIONING')
  const confirming: Confirming = { event, effects, key, invocation }
  const run = (step: ConfirmationSteps['open']): Promise<StepReport> =>
    performEffect(step, confirming, invocation.clock, invocation.deadline)

  const opened = await run(open)
  if (confirming.opened === undefined || confirming.opened.kind === 'erased') return [opened]
  const due = new Set(effects.map(({ name }) => name))
  const performed = await Promise.all(inline.filter(({ name }) => due.has(name)).map(run))
  const reports = [opened, ...performed]
  return confirming.closed === undefined ? reports : [...reports, await run(settle)]
}

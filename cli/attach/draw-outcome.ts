/** What came of a change, as data and as text. */
import type { Outcome } from '@cognito-trigger-suite/triggers/internal/attach/change-pool'
import {
  describeException,
  describeRefusal,
  describeRemark,
} from '@cognito-trigger-suite/triggers/internal/attach/refusals'
import type { SlotChange } from '@cognito-trigger-suite/triggers/internal/attach/plan-attach'
import type { Standing } from '@cognito-trigger-suite/triggers/internal/attach/slots'
import type { CliContext, CliResult } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { drawTable } from '../table.ts'

export interface Told {
  readonly context: CliContext
  readonly outcome: Outcome
  readonly action: 'attach' | 'detach'
  readonly userPoolId: string
  /** The file of the pre-image, as the person names it. */
  readonly image: string
}

export function toResult(told: Told): CliResult {
  const { outcome, action, userPoolId } = told
  const plan = 'plan' in outcome ? outcome.plan : undefined
  return {
    json: {
      userPoolId,
      action,
      outcome: outcome.kind,
      diff: plan?.diff ?? [],
      refusals: plan?.refusals.map((each) => ({ ...each, sentence: describeRefusal(each) })) ?? [],
      remarks: plan?.remarks.map((each) => ({ ...each, sentence: describeRemark(each) })) ?? [],
      ...('settings' in outcome ? { settings: outcome.settings } : {}),
      ...('exception' in outcome ? { exception: outcome.exception } : {}),
    },
    text: draw(told),
    exitCode: exitCodeOf(outcome),
  }
}

function exitCodeOf({ kind }: Outcome): ExitCode {
  if (kind === 'done' || kind === 'unchanged') return exitCodes.success
  return kind === 'planned' ? exitCodes.changed : exitCodes.other
}

function draw({ context: { paint }, outcome, action, userPoolId, image }: Told): string {
  const told = { settings: [], exception: undefined, ...outcome }
  const because = told.exception === undefined ? '' : ` ${describeException(told.exception)}`
  const lost = told.settings.length === 0 ? '' : ` An update had changed ${told.settings.join(', ')}, too.`
  const given = 'plan' in outcome ? outcome.plan.remarks : []
  const remarks = given.map(describeRemark)
  // The rest is about an update.
  const state = given
    .filter(({ code }) => code === 'interrupted' || code === 'still_called')
    .map(describeRemark)
  switch (outcome.kind) {
    case 'planned':
      return [
        ...drawDiff(outcome.plan.diff, paint),
        ...remarks,
        paint.strong(`Nothing was changed in ${userPoolId}. Give --apply to ${action}.`),
      ].join('\n')
    case 'refused':
      return [
        ...drawDiff(outcome.plan.diff, paint),
        ...state,
        ...outcome.plan.refusals.map((each) => `${paint.bad('✗')} ${describeRefusal(each)}`),
        paint.strong(`Nothing was changed in ${userPoolId}.`),
      ].join('\n')
    case 'unchanged':
      return [
        ...state,
        paint.good(
          action === 'attach'
            ? `✓ ${userPoolId} calls the suite already.`
            : `✓ ${userPoolId} calls none of these functions.`,
        ),
      ].join('\n')
    case 'done':
      return [
        ...drawDiff(outcome.plan.diff, paint),
        ...remarks,
        `${paint.good('✓')} ${userPoolId} is changed, and every other setting is as it was.${action === 'attach' ? ` Keep ${image}: detach puts back what stood there.` : ''}`,
      ].join('\n')
    case 'not_changed':
      return `${paint.bad('✗')} Nothing was changed in ${userPoolId}.${because}`
    case 'open':
      return `${paint.bad('✗')} What the update of ${userPoolId} has come to is not known.${because} Run the same command again: it ends what this one began.`
    case 'restored':
      return `${paint.bad('✗')} ${userPoolId} is as it was.${lost}${because}`
    case 'not_restored':
      return `${paint.bad('✗')} ${userPoolId} is not as it was.${lost}${because} ${image} has the pool of before: run the same command again to put it back.`
  }
}

function drawDiff(diff: readonly SlotChange[], paint: CliContext['paint']): readonly string[] {
  if (diff.length === 0) return []
  const rows = diff.map(({ slot, from, to }) => [slot, describe(from), '→', describe(to)])
  return [drawTable(paint, { rows }), '']
}

function describe(standing: Standing | undefined): string {
  if (standing === undefined) return 'nothing'
  return [standing.functionArn, standing.version ?? ''].join(' ').trim()
}

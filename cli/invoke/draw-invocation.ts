/** Draws a synchronous invocation for a person: its result, its changes, its steps and its log. */
import type { Change } from '@cognito-trigger-suite/local/internal/console/page/value-diff'
import type { CliContext } from '../context.ts'
import { drawChange } from '../draw-change.ts'
import { formatMs } from '@cognito-trigger-suite/local/internal/console/page/format'
import { type LoggedStep, readReport } from '@cognito-trigger-suite/triggers/internal/core/read-report'
import { drawTable } from '../table.ts'
import type { Paint } from '../terminal.ts'
import type { Invocation } from './invocation.ts'

export function drawInvocation({ paint }: Pick<CliContext, 'paint'>, invocation: Invocation): string {
  const { trigger, triggerSource, eventVersion, times } = invocation
  const about = `${trigger}  ${triggerSource} version ${eventVersion}  ${formatMs(times.callerMs)}`
  return [
    `${drawOutcome(paint, invocation)}  ${about}`,
    '',
    drawTable(paint, { rows: aboutRows(paint, invocation) }),
    ...(invocation.changes !== undefined && invocation.outcome === 'success'
      ? ['', ...drawChanges(paint, invocation.changes)]
      : []),
    ...(invocation.changes === undefined ? ['', ...drawAnswer(paint, invocation.response)] : []),
    ...(invocation.steps.length > 0 ? ['', paint.strong('  Steps'), drawSteps(paint, invocation.steps)] : []),
    ...(invocation.log.length > 0
      ? ['', paint.strong('  Log, its last 4 KB'), ...drawLog(invocation.log)]
      : []),
  ].join('\n')
}

function drawOutcome(paint: Paint, { outcome }: Invocation): string {
  switch (outcome) {
    case 'success':
      return paint.good('✓ success')
    case 'denied':
      return paint.refused('⊘ denied')
    case 'failed':
      return paint.bad('✕ failed')
    case 'timed-out':
      return paint.bad('◷ timed out')
  }
}

function aboutRows(paint: Paint, invocation: Invocation): readonly (readonly string[])[] {
  const { endpoint, times, status, functionError, error, cause, toTheApp } = invocation
  const version = invocation.version === undefined ? '' : `, version ${invocation.version}`
  const row = (name: string, text: string): readonly string[] => [paint.quiet(name), text]
  return [
    row('function', `${invocation.function}${version}`),
    row('endpoint', endpoint),
    ...(invocation.requestId === undefined ? [] : [row('request', invocation.requestId)]),
    row('status', status === undefined ? 'no answer' : String(status)),
    row('function error', functionError ?? (status === undefined ? 'unknown' : 'none')),
    ...(error === undefined ? [] : [row(invocation.outcome === 'denied' ? 'denial' : 'error', error.text)]),
    ...(cause === undefined ? [] : [row('cause', cause)]),
    ...(toTheApp === undefined ? [] : [row('the app would get', toTheApp)]),
    row(
      'time',
      [
        `${formatMs(times.callerMs)} for the caller`,
        ...(times.functionMs === undefined ? [] : [`${formatMs(times.functionMs)} in the function`]),
        ...(times.initMs === undefined ? [] : [`${formatMs(times.initMs)} to start it`]),
        `limit ${formatMs(times.limitMs)}`,
      ].join(', '),
    ),
  ]
}

function drawAnswer(paint: Paint, answer: unknown): readonly string[] {
  const lines = JSON.stringify(answer, null, 2).split('\n')
  return [paint.strong('  What the caller gets'), ...lines.map((line) => `  ${line}`)]
}

function drawChanges(paint: Paint, changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return [paint.strong('  The function changed nothing in the event')]
  return [
    paint.strong('  What the function changed in the event'),
    ...changes.map((change) => `  ${drawChange(paint, change)}`),
  ]
}

function drawSteps(paint: Paint, steps: readonly LoggedStep[]): string {
  return drawTable(paint, {
    head: ['step', 'kind', 'outcome', 'attempts', 'from', 'took'],
    numbers: [3, 4, 5],
    rows: steps.map((step) => [
      step.name,
      step.kind,
      describeStep(step),
      String(step.attempts),
      formatMs(step.startMs),
      formatMs(step.durationMs),
    ]),
  })
}

/** `ok`, `performed`, `already-done`, `timeout → defer`, or `failed → drop, throttled`. */
function describeStep({ outcome, result, policy, cause }: LoggedStep): string {
  const ended = policy === undefined ? (result ?? outcome) : `${outcome} → ${policy}`
  return cause === undefined ? ended : `${ended}, ${cause}`
}

/** The suite's report is long JSON, and the table above shows its steps. */
function drawLog(lines: readonly string[]): readonly string[] {
  return lines.map((line) => {
    const report = readReport([line])
    if (report === undefined) return `  ${line}`
    const { outcome, durationMs, remainingMs, isRehearsal } = report
    return `  { the report of the suite: ${isRehearsal ? 'a rehearsal, ' : ''}${outcome}, ${formatMs(durationMs)}, ${formatMs(remainingMs)} left }`
  })
}

/** Draws what is behind one trigger call: steps, what the function changed, event, answer and log lines. */
import { element, placeOnScale } from './dom.ts'
import { formatMs, formatTime } from './format.ts'
import { findChanges } from './value-diff.ts'
import type { InvocationView, StackView, StepView } from '../views.ts'

/** The blocks of the details, in reading order. */
export const drawCallDetails = (view: InvocationView, stack: StackView): readonly HTMLElement[] => [
  drawFacts(view, stack),
  ...(view.error === undefined ? [] : [drawError(view.error)]),
  block(
    'Steps',
    view.steps.length === 0 ? none('This call took no steps.') : drawSteps(view),
    drawStages(view),
  ),
  block('What the function changed', drawChanges(view)),
  fold('Event', json(view.event)),
  fold('Answer', json(view.response)),
  fold(`Log, ${view.logLines.length} lines`, element('pre', { tabindex: 0 }, view.logLines.join('\n'))),
]

const drawFacts = (view: InvocationView, stack: StackView) => {
  const ownLimitMs = stack.limits.functionTimeoutMs[view.functionName]
  const facts: readonly (readonly [string, string])[] = [
    ['Function', view.functionName],
    ['Source', view.triggerSource],
    ['Request', view.requestId],
    ['Started', formatTime(view.startedAtMs)],
    ['Attempt', `${view.attempt} of at most ${stack.limits.attempts}`],
    ['Sandbox', view.cold ? `cold, init ${formatMs(view.initDurationMs ?? 0)}` : 'warm'],
    [
      'Limits',
      `Cognito ${formatMs(view.limitMs)}${ownLimitMs === undefined ? '' : `, function ${formatMs(ownLimitMs)}`}`,
    ],
  ]
  return element(
    'dl',
    { class: 'facts' },
    ...facts.map(([name, text]) => element('div', {}, element('dt', {}, name), element('dd', {}, text))),
  )
}

const drawError = (error: { readonly errorType: string; readonly errorMessage: string }) =>
  element(
    'p',
    { class: 'failure' },
    element('code', { class: 'tag' }, error.errorType),
    ' ',
    error.errorMessage,
  )

const drawSteps = (view: InvocationView) => {
  const head = ['Step', 'Kind', 'When', 'Start', 'Took', 'Attempts', 'Outcome', 'If it fails']
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Steps' },
    element(
      'table',
      { class: 'steps-table' },
      element('thead', {}, element('tr', {}, ...head.map((title) => element('th', { scope: 'col' }, title)))),
      element('tbody', {}, ...view.steps.map((step) => drawStep(step, view.durationMs))),
    ),
  )
}

const stepOutcomes = {
  ok: '✓ ok',
  failed: '✕ failed',
  timeout: '◷ out of time',
  skipped: '– skipped',
} as const

const drawStep = (step: StepView, spanMs: number) => {
  const bar = element('span', { class: `step step-${step.outcome === 'ok' ? step.kind : step.outcome}` })
  placeOnScale(bar, step.startMs / spanMs, step.durationMs / spanMs)
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, step.name),
    element('td', {}, step.kind),
    element('td', { class: 'when' }, element('span', { class: 'when-track', 'aria-hidden': 'true' }, bar)),
    element('td', { class: 'number' }, formatMs(step.startMs)),
    element('td', { class: 'number' }, formatMs(step.durationMs)),
    element('td', { class: 'number' }, String(step.attempts)),
    element('td', { class: `step-outcome-${step.outcome}` }, stepOutcomes[step.outcome]),
    element('td', {}, step.policy ?? ''),
  )
}

const drawStages = (view: InvocationView) =>
  element(
    'p',
    { class: 'hint' },
    (view.stages ?? []).map((stage) => `${stage.name} ${formatMs(stage.durationMs)}`).join(' → '),
  )

const drawChanges = (view: InvocationView) => {
  if (view.error !== undefined || view.response === null || view.response === undefined)
    return none('The function gave no answer.')

  const changes = findChanges(view.event, view.response)
  if (changes.length === 0) return none('Nothing: it gave the event back as it was.')
  return element(
    'ul',
    { class: 'changes' },
    ...changes.map((change) =>
      element(
        'li',
        { class: `change-${change.kind}` },
        element('code', {}, change.path),
        change.kind === 'added' ? null : element('del', {}, shortJson(change.before)),
        change.kind === 'removed' ? null : element('ins', {}, shortJson(change.after)),
      ),
    ),
  )
}

const block = (title: string, ...content: readonly HTMLElement[]) =>
  element('section', { class: 'block' }, element('h4', {}, title), ...content)

const fold = (title: string, content: HTMLElement) =>
  element('details', { class: 'fold' }, element('summary', {}, title), content)

const none = (text: string) => element('p', { class: 'hint' }, text)

const json = (value: unknown) => element('pre', { tabindex: 0 }, JSON.stringify(value, null, 2) ?? 'nothing')

const shortJson = (value: unknown) => JSON.stringify(value) ?? 'nothing'

/** Draws the details of one trigger call: steps, what the function changed, event, answer and log lines. */
import { drawFacts, element } from './dom.ts'
import { formatMs, formatTime } from './format.ts'
import { findChanges } from './value-diff.ts'
import { drawWaterfall } from './draw-waterfall.ts'
import { layOutCall } from './waterfall.ts'
import type { InvocationView, StackView } from '../views.ts'

/** The blocks of the details, in reading order. */
export const drawCallDetails = (view: InvocationView, stack: StackView): readonly HTMLElement[] => [
  drawCallFacts(view, stack),
  ...(view.error === undefined ? [] : [drawError(view.error)]),
  block('Steps', drawSteps(view), drawStages(view)),
  block('What the function changed', drawChanges(view)),
  fold('Event', json(view.event)),
  fold('Answer', json(view.response)),
  fold(`Log, ${view.logLines.length} lines`, element('pre', { tabindex: 0 }, view.logLines.join('\n'))),
]

const drawCallFacts = (view: InvocationView, stack: StackView) => {
  const ownLimitMs = stack.limits.functionTimeoutMs[view.functionName]
  const ownLimit = ownLimitMs === undefined ? '' : `, function ${formatMs(ownLimitMs)}`
  const facts = drawFacts([
    ['Function', view.functionName],
    ['Source', view.triggerSource],
    ['Request', view.requestId],
    ['Started', formatTime(view.startedAtMs)],
    ['Attempt', `${view.attempt} of at most ${stack.limits.attempts}`],
    ...(view.cause === undefined ? [] : [['Cause', view.cause] as const]),
    ['Sandbox', view.cold ? `cold, init ${formatMs(view.initDurationMs ?? 0)}` : 'warm'],
    ['Limits', `caller ${formatMs(view.limitMs)}${ownLimit}`],
  ])
  return element('dl', { class: 'facts' }, ...facts)
}

const drawError = (error: { readonly errorType: string; readonly errorMessage: string }) =>
  element(
    'p',
    { class: 'failure' },
    element('code', { class: 'tag' }, error.errorType),
    ' ',
    error.errorMessage,
  )

/** The axis ends with the last span. For a call that took longer than the limit, it marks the limit. */
const drawSteps = (view: InvocationView) => {
  const { limitMs, cold: isCold, initDurationMs: initMs = 0, outcome } = view
  const rows = layOutCall({ ...view, isCold, initMs, isGivenUp: outcome === 'timeout' }, 0, limitMs)
  const axisMs = Math.max(...rows.flatMap(({ spans }) => spans.map(({ toMs }) => toMs)), 0.001)
  return drawWaterfall('Steps', rows, axisMs, limitMs)
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

/** Draws one trigger call: how it ended, its steps on its own scale, and a thin bar against the limit. */
import { drawCallDetails } from './call-details.ts'
import { element, placeOnScale } from './dom.ts'
import { formatMs, formatShare } from './format.ts'
import { assignLanes } from './lanes.ts'
import { describeOutcome } from './outcome.ts'
import type { InvocationView, StackView } from '../views.ts'

/** Draws the row. Its details are made when the person first opens it. */
export const drawCall = (view: InvocationView, stack: StackView): HTMLElement => {
  const { look } = describeOutcome(view.outcome)
  const details = element('div', {
    class: 'call-details',
    id: `call-${view.requestId}-${view.attempt}`,
    hidden: true,
  })
  const head = element(
    'button',
    { type: 'button', class: 'call-head', 'aria-expanded': 'false', 'aria-controls': details.id },
    drawTitle(view),
    drawBars(view, stack),
  )
  head.addEventListener('click', () => {
    if (details.childElementCount === 0) details.append(...drawCallDetails(view, stack))
    details.hidden = !details.hidden
    head.setAttribute('aria-expanded', String(!details.hidden))
  })
  return element('li', { class: `call call-${look}` }, head, details)
}

const drawTitle = (view: InvocationView) => {
  const { text, sign, look } = describeOutcome(view.outcome)
  return element(
    'span',
    { class: 'call-title' },
    element(
      'span',
      { class: 'call-words' },
      element(
        'span',
        { class: `outcome outcome-${look}` },
        element('span', { 'aria-hidden': 'true' }, `${sign} `),
        text,
      ),
      element('span', { class: 'call-name' }, view.trigger),
      view.code === undefined ? null : element('code', { class: 'tag' }, view.code),
      view.cause === undefined ? null : element('span', { class: 'tag' }, view.cause),
      view.attempt > 1 ? element('span', { class: 'tag' }, `↻ attempt ${view.attempt}`) : null,
      element(
        'span',
        { class: 'call-source' },
        view.triggerSource.slice(view.triggerSource.indexOf('_') + 1),
      ),
    ),
    element('span', { class: 'call-time' }, formatMs(view.durationMs)),
  )
}

const drawBars = (view: InvocationView, stack: StackView) => {
  const initMs = view.initDurationMs ?? 0
  const init =
    view.cold && initMs > 0
      ? element('span', { class: 'start init' }, element('span', {}, `init ${formatMs(initMs)}`))
      : element('span', { class: 'start' }, view.cold ? 'cold' : 'warm')
  return element('span', { class: 'bars' }, init, drawSteps(view), drawLimit(view, initMs, stack))
}

/** Steps that run at the same time lie below each other. */
const drawSteps = (view: InvocationView) => {
  const lanes = assignLanes(view.steps)
  const box = element('span', { class: 'steps-bar', 'aria-hidden': 'true' })
  box.style.setProperty('--lanes', String(Math.max(1, ...lanes.map((lane) => lane + 1))))
  if (view.steps.length === 0) box.append(element('span', { class: 'no-steps' }, 'no steps'))
  const spanMs = Math.max(view.durationMs, ...view.steps.map((step) => step.startMs + step.durationMs), 0.001)
  view.steps.forEach((step, index) => {
    const state = step.outcome === 'ok' ? step.kind : step.outcome
    const bar = element('span', {
      class: `step step-${state}`,
      title: `${step.name}: ${formatMs(step.durationMs)}`,
    })
    bar.style.setProperty('--lane', String(lanes[index] ?? 0))
    placeOnScale(bar, step.startMs / spanMs, step.durationMs / spanMs)
    box.append(bar)
  })
  return box
}

/** Cognito's clock starts before the sandbox does, so the time of init counts against the limit. */
const drawLimit = (view: InvocationView, initMs: number, stack: StackView) => {
  const used = (view.durationMs + initMs) / view.limitMs
  const initPart = element('span', { class: 'limit-init' })
  const callPart = element('span', { class: 'limit-used' })
  placeOnScale(initPart, 0, initMs / view.limitMs)
  placeOnScale(callPart, initMs / view.limitMs, view.durationMs / view.limitMs)
  const track = element('span', { class: used >= 1 ? 'limit-track over' : 'limit-track' }, initPart, callPart)
  const ownLimitMs = stack.limits.functionTimeoutMs[view.functionName]
  if (ownLimitMs !== undefined && ownLimitMs < view.limitMs) {
    const mark = element('span', {
      class: 'limit-mark',
      title: `the function's own limit, ${formatMs(ownLimitMs)}`,
    })
    placeOnScale(mark, (ownLimitMs + initMs) / view.limitMs, 0)
    track.append(mark)
  }
  return element(
    'span',
    { class: 'limit' },
    track,
    element('span', { class: 'limit-text' }, `${formatShare(used)} of ${view.limitMs / 1000} s`),
  )
}

/** Lists the trigger calls, newest first, the calls of one API operation together. */
import { drawCall } from './call-row.ts'
import { element, find } from './dom.ts'
import { formatCount, formatMs, formatTime } from './format.ts'
import { describeOutcome } from './outcome.ts'
import type { InvocationView, StackView } from '../views.ts'

const maxOperations = 100

interface Operation {
  readonly section: HTMLElement
  readonly meta: HTMLElement
  readonly list: HTMLOListElement
  /** Oldest first, by request id and attempt. */
  readonly calls: Map<string, { readonly view: InvocationView; readonly row: HTMLElement }>
}

/** Draws the time line. A row that is already there stays, so that an open row does not close. */
export const startTimeLine = (stack: StackView) => {
  const container = find('operations', HTMLDivElement)
  const empty = find('time-line-empty', HTMLParagraphElement)
  const news = find('time-line-news', HTMLParagraphElement)
  const operations = new Map<string, Operation>()

  const place = (view: InvocationView) => {
    const id = view.operationId ?? view.requestId
    const operation = operations.get(id) ?? drawOperation(view)
    operations.set(id, operation)
    operation.calls.set(`${view.requestId}/${view.attempt}`, { view, row: drawCall(view, stack) })
    const newestFirst = [...operation.calls.values()].sort(
      (left, right) =>
        right.view.startedAtMs - left.view.startedAtMs || right.view.attempt - left.view.attempt,
    )
    operation.list.replaceChildren(...newestFirst.map((call) => call.row))
    operation.meta.textContent = describe(newestFirst.map((call) => call.view))
    return operation
  }

  const trim = () => {
    empty.hidden = operations.size > 0
    while (container.childElementCount > maxOperations) {
      const oldest = container.lastElementChild
      oldest?.remove()
      for (const [id, operation] of operations) if (operation.section === oldest) operations.delete(id)
    }
  }

  return {
    add: (view: InvocationView) => {
      const { section } = place(view)
      if (container.firstElementChild !== section) container.prepend(section)
      news.textContent = `${view.trigger} ${describeOutcome(view.outcome).text} after ${formatMs(view.durationMs)}.`
      trim()
    },
    replace: (newestFirst: readonly InvocationView[]) => {
      operations.clear()
      container.replaceChildren()
      for (const view of newestFirst.toReversed()) container.prepend(place(view).section)
      trim()
    },
  }
}

const drawOperation = (view: InvocationView): Operation => {
  const meta = element('span', { class: 'operation-meta' })
  const list = element('ol', { class: 'calls' })
  const heading = element('h3', {}, element('span', {}, view.operation ?? view.trigger), meta)
  return { section: element('section', { class: 'operation' }, heading, list), meta, list, calls: new Map() }
}

const describe = (views: readonly InvocationView[]) => {
  const startedAtMs = Math.min(...views.map((view) => view.startedAtMs))
  const repeats = views.filter((view) => view.attempt > 1).length
  const total = views.reduce((sum, view) => sum + view.durationMs + (view.initDurationMs ?? 0), 0)
  return [
    formatTime(startedAtMs),
    formatCount(views.length, 'call'),
    ...(repeats > 0 ? [formatCount(repeats, 'repeat')] : []),
    formatMs(total),
  ].join(' · ')
}

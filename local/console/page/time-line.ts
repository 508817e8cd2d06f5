/** Lists the trigger calls, newest first, the calls of one API operation together. */
import { drawCall } from './call-row.ts'
import { layOutChain } from './chain.ts'
import { element, find } from './dom.ts'
import { drawWaterfall } from './draw-waterfall.ts'
import { formatCount, formatMs, formatTime } from './format.ts'
import { describeOutcome } from './outcome.ts'
import type { HopView, InvocationView, StackView } from '../views.ts'

const maxOperations = 100

interface Operation {
  readonly section: HTMLElement
  readonly meta: HTMLElement
  readonly list: HTMLOListElement
  readonly title: HTMLElement
  /** Of a chain: its waits, on one axis. */
  readonly chain: HTMLElement
  readonly hops: Map<string, HopView>
  /** Oldest first, by request id and attempt. */
  readonly calls: Map<string, { readonly view: InvocationView; readonly row: HTMLElement }>
}

/** Draws the time line. A row that is already there stays, so that an open row does not close. */
export const startTimeLine = (stack: StackView) => {
  const container = find('operations', HTMLDivElement)
  const empty = find('time-line-empty', HTMLParagraphElement)
  const news = find('time-line-news', HTMLParagraphElement)
  const operations = new Map<string, Operation>()

  const operationOf = (id: string, name: string): Operation => {
    const operation = operations.get(id) ?? drawOperation(name)
    operations.set(id, operation)
    return operation
  }

  const place = (view: InvocationView) => {
    const operation = operationOf(
      view.traceId ?? view.operationId ?? view.requestId,
      view.operation ?? view.trigger,
    )
    operation.calls.set(`${view.requestId}/${view.attempt}`, { view, row: drawCall(view, stack) })
    const newestFirst = [...operation.calls.values()].sort(
      (left, right) =>
        right.view.startedAtMs - left.view.startedAtMs || right.view.attempt - left.view.attempt,
    )
    operation.list.replaceChildren(...newestFirst.map((call) => call.row))
    operation.meta.textContent = describe(newestFirst.map((call) => call.view))
    drawChain(operation)
    return operation
  }

  const placeHop = (hop: HopView) => {
    const operation = operationOf(hop.traceId, hop.name)
    operation.hops.set(hop.id, hop)
    if (hop.at === 'door') operation.title.textContent = hop.name
    drawChain(operation)
    return operation
  }

  const show = ({ section }: Operation) => {
    if (container.firstElementChild !== section) container.prepend(section)
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
      show(place(view))
      news.textContent = `${view.trigger} ${describeOutcome(view.outcome).text} after ${formatMs(view.durationMs)}.`
      trim()
    },
    addHop: (hop: HopView) => {
      show(placeHop(hop))
      trim()
    },
    replace: (calls: readonly InvocationView[], hops: readonly HopView[]) => {
      operations.clear()
      container.replaceChildren()
      const places = [
        ...calls.map((view) => ({ atMs: view.startedAtMs, put: () => place(view) })),
        ...hops.map((hop) => ({ atMs: hop.startedAtMs, put: () => placeHop(hop) })),
      ]
      for (const { put } of places.toSorted((one, other) => one.atMs - other.atMs)) show(put())
      trim()
    },
  }
}

const drawOperation = (name: string): Operation => {
  const meta = element('span', { class: 'operation-meta' })
  const list = element('ol', { class: 'calls' })
  const title = element('span', {}, name)
  const chain = element('div', { class: 'chain' })
  const section = element('section', { class: 'operation' }, element('h3', {}, title, meta), chain, list)
  return { section, title, meta, chain, list, calls: new Map(), hops: new Map() }
}

const drawChain = ({ chain, calls, hops }: Operation) => {
  if (hops.size === 0) return
  const { rows, axisMs } = layOutChain(
    [...hops.values()],
    [...calls.values()].map(({ view }) => view),
  )
  chain.replaceChildren(drawWaterfall('Chain', rows, axisMs))
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

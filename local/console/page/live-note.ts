/** Says what became of the latest edit: an error stays at the top of the page until the next good edit. */
import { element, find } from './dom.ts'
import { formatTime } from './format.ts'
import type { LiveView } from '../../live/live-view.ts'

export const showEdit = (view: LiveView | null) => {
  const banner = find('live-banner', HTMLDivElement)
  const note = find('live-note', HTMLParagraphElement)
  const lines = view?.lines ?? []
  note.textContent = view === null ? '' : `edit of ${formatTime(view.atMs)}: ${titles[view.kind]}`
  note.title = lines.join('\n')
  const isShown = view !== null && view.kind !== 'runs'
  banner.replaceChildren(...(isShown ? lines.map((line) => element('p', {}, line)) : []))
}

const titles = {
  runs: 'runs',
  broken: 'does not run',
  restart: 'waits for a restart',
} as const

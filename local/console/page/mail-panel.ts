/** Lists the mail that was sent, each code one click away from the form that asks for it. */
import { element, find } from './dom.ts'
import { formatTime } from './format.ts'
import type { Message } from '../../stand-ins/mailbox.ts'

const maxShown = 50

/** The button that chooses the code of a message. */
export const drawUse = (message: Message, useCode: (message: Message) => void) => {
  const use = element('button', { type: 'button', class: 'code' }, `Use ${message.code}`)
  use.addEventListener('click', () => useCode(message))
  return use
}

/** Draws the mailbox; `useCode` is called with the message whose code was chosen. */
export const startMailPanel = (useCode: (message: Message) => void) => {
  const list = find('mails', HTMLOListElement)
  const empty = find('mail-empty', HTMLParagraphElement)

  const draw = (message: Message) => {
    const details = element(
      'details',
      {},
      element(
        'summary',
        {},
        element('span', { class: 'mail-subject' }, message.subject),
        element('span', { class: 'mail-meta' }, `${message.to} · ${formatTime(message.atMs)}`),
      ),
      element('pre', { class: 'mail-body' }, message.body),
    )
    if (message.code === undefined) return element('li', {}, details)
    return element('li', {}, details, drawUse(message, useCode))
  }

  const trim = () => {
    empty.hidden = list.childElementCount > 0
    while (list.childElementCount > maxShown) list.lastElementChild?.remove()
  }

  return {
    add: (message: Message) => {
      list.prepend(draw(message))
      trim()
    },
    replace: (messages: readonly Message[]) => {
      list.replaceChildren(...messages.slice(0, maxShown).map(draw))
      trim()
    },
  }
}

/** The mailbox keeps the newest mail first and compares addresses without regard to letter case. */
import { expect, test, vi } from 'vitest'
import { createMailbox, type Message } from '../../local/stand-ins/mailbox.ts'

const mail = (to: string, atMs: number) => ({ to, subject: `mail ${atMs}`, body: 'Hello', atMs })

test('messages come newest first', () => {
  const mailbox = createMailbox()
  mailbox.deliver(mail('ada@example.com', 1))
  mailbox.deliver(mail('bob@example.com', 2))

  const subjects = mailbox.messages().map((message) => message.subject)

  expect(subjects).toEqual(['mail 2', 'mail 1'])
})

test('messages to one address are found in any letter case', () => {
  const mailbox = createMailbox()
  mailbox.deliver(mail('Ada@Example.com', 1))
  mailbox.deliver(mail('bob@example.com', 2))

  const found = mailbox.messages('ADA@example.COM')

  expect(found.map((message) => message.atMs)).toEqual([1])
})

test('the oldest message gives way to the 501st', () => {
  const mailbox = createMailbox()
  for (let atMs = 1; atMs <= 501; atMs += 1) mailbox.deliver(mail('ada@example.com', atMs))

  const messages = mailbox.messages()

  expect(messages).toHaveLength(500)
  expect(messages.at(-1)?.atMs).toBe(2)
})

test('a listener hears each new message until it unsubscribes', () => {
  const mailbox = createMailbox()
  const listener = vi.fn<(message: Message) => void>()
  const unsubscribe = mailbox.onMessage(listener)

  mailbox.deliver(mail('ada@example.com', 1))
  unsubscribe()
  mailbox.deliver(mail('ada@example.com', 2))

  expect(listener.mock.calls).toEqual([[mail('ada@example.com', 1)]])
})

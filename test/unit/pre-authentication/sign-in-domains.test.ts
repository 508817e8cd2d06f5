import { expect, test } from 'vitest'
import { signInDomains } from '../../../triggers/pre-authentication/rules/sign-in-domains.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { ask, signIn, stranger, withAttributes } from './ask.ts'

const refused = 'email_domain_no_longer_allowed'

test.each([
  ['jane@blocked.example', refused],
  ['jane@mail.blocked.example', refused],
  ['jane@example.com', 'allowed'],
  ['jane', refused],
  ['', refused],
])('with a list of denied domains %j is %s', async (email, answer) => {
  expect(await ask(signInDomains({ deny: ['blocked.example'] }), withAttributes({ email }))).toBe(answer)
})

test('a user without an address signs in where only some domains are denied, and not where only some are allowed', async () => {
  expect(await ask(signInDomains({ deny: ['blocked.example'] }), withAttributes({}))).toBe('allowed')
  expect(await ask(signInDomains({ allow: ['example.com'] }), withAttributes({}))).toBe(refused)
  expect(await ask(signInDomains({ allow: ['example.com'] }))).toBe('allowed')
})

test('a user whose data cannot be read is refused', async () => {
  const event = eventWith(signIn, { userAttributes: null })

  expect(await ask(signInDomains({ deny: ['blocked.example'] }), event)).toBe(refused)
})

test('a table refuses a domain that is listed since the sign-up, and everybody while it is down', async () => {
  const table = fakeTable({ DOMAIN: { list: 'deny', subdomains: true } })
  const rule = signInDomains({ table: { reader: table, onFailure: 'deny' } })

  expect(await ask(rule)).toBe(refused)
  table.state = 'down'
  expect(await ask(signInDomains({ table: { reader: table, onFailure: 'deny' } }))).toBe(
    'temporarily_unavailable',
  )
})

test('somebody who does not exist hears nothing of lists, and of a table that is down what everybody hears', async () => {
  const table = fakeTable()
  const rule = signInDomains({ allow: [], table: { reader: table, onFailure: 'deny' } })

  expect(await ask(rule, stranger)).toBe('allowed')
  table.state = 'down'
  expect(await ask(rule, { ...stranger, userName: 'another' })).toBe('temporarily_unavailable')
})

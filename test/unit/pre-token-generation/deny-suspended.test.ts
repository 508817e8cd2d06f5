import { expect, test } from 'vitest'
import { denySuspended } from '../../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { userItem } from '../../../triggers/pre-token-generation/table-fact.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { ask, clientId } from './ask.ts'
import { isPlainlyOff, needsValue } from './needed-value-cases.ts'
import { signIn, withAttributes } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

needsValue('denySuspended', {
  item: 'ENTITLEMENTS',
  attribute: 'x',
  make: (table, memory) => denySuspended({ from: { table, ...memory, itemAttribute: 'x' } }),
  isGood: isPlainlyOff,
  good: false,
  bad: true,
  code: 'account_suspended',
})

test('a user attribute suspends as an item does', async () => {
  const source = denySuspended({ from: { userAttribute: 'custom:suspended' } })

  expect(await ask(source, withAttributes({ 'custom:suspended': 'True' }))).toBe('account_suspended')
  expect(await ask(source, withAttributes({ 'custom:suspended': 'yes' }))).toBe('temporarily_unavailable')
  expect(await ask(source, withAttributes({ 'custom:suspended': 'false' }))).toBe('allowed')
  expect(await ask(source, withAttributes({}))).toBe('allowed')
})

test('a user whose item cannot be told is not one without an item', async () => {
  const source = denySuspended({ from: { table: fakeTable(), itemAttribute: 'x' } })

  expect(await ask(source, eventWith(signIn, { userAttributes: { email: 'a@example.com' } }))).toBe(
    'temporarily_unavailable',
  )
})

test('an item that is shared must deny when it cannot be read', () => {
  const table = fakeTable()
  const from = (onFailure: 'deny' | 'fewer-claims') => ({
    item: userItem({ table, item: 'ENTITLEMENTS', onFailure }),
    itemAttribute: 'x',
  })

  expect(() => denySuspended({ from: from('fewer-claims') })).toThrow(
    /^denySuspended: from\.item must deny when it cannot be read/,
  )
  expect(() => denySuspended({ from: from('deny') })).not.toThrow()
})

test('only the app clients that are meant are refused, and only for them is the table asked', async () => {
  const table = fakeTable({ ENTITLEMENTS: { x: true } })
  const from = { table, itemAttribute: 'x' }

  expect(await ask(denySuspended({ from, appClients: { except: [clientId] } }))).toBe('allowed')
  expect(await ask(denySuspended({ from, appClients: { only: ['another'] } }))).toBe('allowed')
  expect(table.reads).toEqual([])
  expect(await ask(denySuspended({ from, appClients: { only: [clientId] } }))).toBe('account_suspended')
})

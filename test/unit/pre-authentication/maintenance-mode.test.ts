import { expect, test } from 'vitest'
import { maintenanceMode } from '../../../triggers/pre-authentication/rules/maintenance-mode.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { ask, clientId, stranger } from './ask.ts'

test.each([
  [undefined, 'allowed'],
  [{}, 'allowed'],
  [{ isOn: false }, 'allowed'],
  [{ isOn: 'True' }, 'under_maintenance'],
  [{ isOn: true }, 'under_maintenance'],
  [{ isOn: 'maybe' }, 'temporarily_unavailable'],
  [{ isOn: null }, 'temporarily_unavailable'],
] as const)('with the item %j a sign-in is %s', async (item, answer) => {
  const table = fakeTable(item === undefined ? {} : { MAINTENANCE: item })

  expect(await ask(maintenanceMode({ table }))).toBe(answer)
  expect(table.reads).toEqual(['POOL#eu-west-1_Example01/MAINTENANCE'])
})

test('a switch in the configuration needs no table', async () => {
  expect(await ask(maintenanceMode({ isOn: true }))).toBe('under_maintenance')
  expect(await ask(maintenanceMode({ isOn: false }))).toBe('allowed')
})

test.each(['down', 'hanging'] as const)('nobody signs in while the table is %s', async (state) => {
  const table = fakeTable()
  table.state = state

  expect(await ask(maintenanceMode({ table }))).toBe('temporarily_unavailable')
})

test('who does not exist hears of it as everybody does, so that nothing tells them apart', async () => {
  expect(await ask(maintenanceMode({ isOn: true }), stranger)).toBe('under_maintenance')
})

test('the app of those who work on it can be left out', async () => {
  expect(await ask(maintenanceMode({ isOn: true, appClients: { except: [clientId] } }))).toBe('allowed')
})

import { expect, test } from 'vitest'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { ask } from './ask.ts'
import { isPlainlyOff, needsValue } from './needed-value-cases.ts'
import { signIn } from './run-sources.ts'

needsValue('maintenance', {
  item: 'MAINTENANCE',
  attribute: 'isOn',
  make: (table, memory) => maintenance({ table, ...memory }),
  isGood: isPlainlyOff,
  good: false,
  bad: true,
  code: 'under_maintenance',
})

test('maintenance lets in the groups of the pool that are named', async () => {
  const event = eventWith(signIn, { groupConfiguration: { groupsToOverride: ['staff'] } })

  expect(await ask(maintenance({ isOn: true, exceptGroups: ['staff'] }), event)).toBe('allowed')
  expect(await ask(maintenance({ isOn: true, exceptGroups: ['others'] }), event)).toBe('under_maintenance')
  expect(await ask(maintenance({ isOn: false }), event)).toBe('allowed')
})

import { expect, test } from 'vitest'
import { requireTerms } from '../../../triggers/pre-token-generation/claims/require-terms.ts'
import { ask } from './ask.ts'
import { needsValue } from './needed-value-cases.ts'
import { withAttributes } from './run-sources.ts'

needsValue('requireTerms', {
  item: 'PROFILE',
  attribute: 'x',
  make: (table, memory) =>
    requireTerms({ from: { table, ...memory, itemAttribute: 'x' }, current: ['2026-05'] }),
  isGood: (value) => value === '2026-05',
  good: '2026-05',
  bad: '2020-01',
  code: 'terms_not_accepted',
})

test('a user attribute tells the accepted version as an item does', async () => {
  const source = requireTerms({ from: { userAttribute: 'custom:terms' }, current: ['2026-05', '2026-06'] })

  expect(await ask(source, withAttributes({ 'custom:terms': '2026-06' }))).toBe('allowed')
  expect(await ask(source, withAttributes({ 'custom:terms': '2020-01' }))).toBe('terms_not_accepted')
  expect(await ask(source, withAttributes({}))).toBe('terms_not_accepted')
})

/** Moments are read in one form, or not at all. */
import { expect, test } from 'vitest'
import { readMoment } from '../../../triggers/core/moment.ts'

test.each([
  ['2026-11-28T12:00:00Z', 1_795_867_200_000],
  ['2026-11-28T12:00:00.5Z', 1_795_867_200_500],
  ['2028-02-29T23:59:59.999Z', 1_835_481_599_999],
])('%s is read', (text, epochMs) => {
  expect(readMoment(text)).toBe(epochMs)
})

test.each([
  '',
  '2026-11-28',
  '2026-11-28T12:00Z',
  '2026-11-28T12:00:00',
  '2026-11-28T12:00:00+01:00',
  '2026-11-28 12:00:00Z',
  '2026-11-28T12:00:00z',
  '2026-02-30T12:00:00Z',
  '2026-13-01T12:00:00Z',
  '2026-11-28T24:00:00Z',
  '2026-11-28T12:00:60Z',
  ' 2026-11-28T12:00:00Z',
  '2026-11-28T12:00:00Z\n',
  '1795867200000',
  'yesterday',
])('%j is no moment', (text) => {
  expect(readMoment(text)).toBeUndefined()
})

import { expect, test } from 'vitest'
import { readAge } from '../../../triggers/domain/birthdate.ts'

test.each<[string, string, number | undefined, string]>([
  ['2000-06-15', '2026-06-14T23:59:59Z', 25, 'the day before'],
  ['2000-06-15', '2026-06-15T00:00:00Z', 26, 'the day itself'],
  ['2000-06-15', '2026-07-01T00:00:00Z', 26, 'a later month with a smaller day'],
  ['2000-06-15', '2026-05-31T00:00:00Z', 25, 'an earlier month with a larger day'],
  ['2004-02-29', '2026-02-28T00:00:00Z', 21, 'a leap day, the day before in another year'],
  ['2004-02-29', '2026-03-01T00:00:00Z', 22, 'a leap day, the day after in another year'],
  ['2000-12-31', '2026-01-01T00:00:00Z', 25, 'the turn of the year'],
  ['2026-06-15', '2026-06-15T00:00:00Z', 0, 'born today'],
  ['2026-06-16', '2026-06-15T00:00:00Z', undefined, 'born tomorrow'],
  ['2027-01-01', '2026-06-15T00:00:00Z', undefined, 'born next year'],
  ['2000-02-30', '2026-06-15T00:00:00Z', undefined, 'no such day'],
  ['2000-12-00', '2026-06-15T00:00:00Z', undefined, 'day 0'],
  ['2000-13-01', '2026-06-15T00:00:00Z', undefined, 'month 13'],
  ['2000-00-01', '2026-06-15T00:00:00Z', undefined, 'month 0'],
  ['2000-01-99', '2026-06-15T00:00:00Z', undefined, 'day 99'],
  ['0026-06-15', '2026-06-15T00:00:00Z', undefined, 'two thousand years ago'],
  ['', '2026-06-15T00:00:00Z', undefined, 'nothing'],
])('%s is at %s %s years: %s', (birthdate, now, expected) => {
  expect(readAge(birthdate, Date.parse(now))).toBe(expected)
})

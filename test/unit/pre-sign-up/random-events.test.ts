import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as catalogue from '../../../triggers/core/denial-catalogue.ts'
import { type Denial, DenialError } from '../../../triggers/core/denials.ts'
import { isObject } from '../../../triggers/core/json.ts'
import { parsePreSignUp } from '../../../triggers/events/pre-sign-up.ts'
import { runs } from '../../support/run-counts.ts'
import { createEveryHandler, randomEvent } from './random-events.ts'

const seed = 20_261_124
const events = runs({ few: 2_000, full: 10_000 })
const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 4_000 }

test(`${events} random events, seed ${seed}, end in a catalogued answer`, async () => {
  const codes = new Set(Object.values<Denial>(catalogue).map(({ code }) => code))
  const seen = new Map<string, number>()
  const reports: string[] = []
  const handler = createEveryHandler((line) => void reports.push(line))

  await fc.assert(
    fc.asyncProperty(randomEvent, async (input) => {
      const before = JSON.stringify(input)
      reports.length = 0
      const answer = await handler(input, context).then(
        () => 'returned',
        (error: unknown) => (error instanceof DenialError ? error.code : 'not a denial'),
      )

      seen.set(answer, (seen.get(answer) ?? 0) + 1)
      expect(codes.has(answer) || answer === 'returned').toBe(true)
      const report: unknown = JSON.parse(reports[0] ?? '{}')
      const isReadable = parsePreSignUp(input).kind === 'event'
      expect(isObject(report) && report['outcome'] === 'failed').toBe(!isReadable)
      expect(JSON.stringify(input)).toBe(before)
    }),
    { seed, numRuns: events },
  )

  // The events reach every kind of answer, and not only the first check.
  expect([...seen.keys()].sort()).toEqual(
    expect.arrayContaining([
      'attribute_invalid',
      'email_disposable',
      'email_domain_not_allowed',
      'email_invalid',
      'email_required',
      'human_check_failed',
      'human_check_required',
      'invitation_invalid',
      'invitation_required',
      'link_not_possible',
      'linked_try_again',
      'returned',
      'temporarily_unavailable',
    ]),
  )
})

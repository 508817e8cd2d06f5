import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/core/json.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { harnessOf, respondTo } from './run-sources.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'
import { runs } from '../../support/run-counts.ts'

test('the memory never mixes users or pools, and never gives an older value than its age', async () => {
  const ids = fc.constantFrom('a', 'b', 'a#b', 'b#a', '"', '","', '\\')
  const visits = fc.array(
    fc.record({ pool: ids, sub: ids, isDown: fc.boolean(), passMs: fc.integer({ min: 0, max: 700 }) }),
    { maxLength: 40 },
  )
  await fc.assert(
    fc.asyncProperty(visits, async (given) => {
      const clock = createVirtualClock()
      let isDown = false
      const harness = harnessOf(
        [
          entitlements({
            table: {
              name: 'table',
              // Keys as they come are ambiguous for such ids; what the memory adds must not be.
              read: ({ pk }) =>
                isDown
                  ? Promise.reject(new Error('down'))
                  : Promise.resolve(new Map([['at', `${pk} ${clock.epochMs()}`]])),
            },
            claims: { at: { attribute: 'at', isLastKnownAllowed: true } },
            cacheMaxAgeMs: 500,
            lastKnownMaxAgeMs: 1_000,
            clock,
          }),
        ],
        {},
        { clock },
      )
      for (const { pool, sub, passMs, ...visit } of given) {
        isDown = visit.isDown
        await clock.runUntil(clock.sleep(passMs))
        const raw: RawObject = {
          ...eventWith('TokenGeneration_Authentication.v2', { userAttributes: { sub } }),
          userPoolId: pool,
        }

        const response = await respondTo(harness, raw)

        const [owner, atMs] = splitOff(tokensIn(response).id['at'])
        expect([undefined, `USER#${pool}#${sub}`]).toContain(owner)
        expect(clock.epochMs() - (atMs ?? clock.epochMs())).toBeLessThanOrEqual(isDown ? 1_000 : 500)
      }
    }),
    { numRuns: runs({ few: 20, full: 60 }) },
  )
})

function splitOff(text: unknown): readonly [string | undefined, number | undefined] {
  const match = /^(.*) (\d+)$/s.exec(typeof text === 'string' ? text : '')
  return [match?.[1], match?.[2] === undefined ? undefined : Number(match[2])]
}

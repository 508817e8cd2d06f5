/** The cases of every source that needs one attribute of an item: whatever is not good refuses. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { planPreTokenGeneration } from '../../../triggers/pre-token-generation/plan.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { ask } from './ask.ts'
import { harnessOf, signIn } from './run-sources.ts'
import { type FakeTable, fakeTable } from '../../../triggers/testing/table.ts'

/** How long the sandbox remembers, by a clock that stands still. */
interface Memory {
  readonly lastKnownMaxAgeMs: number
  readonly clock: { readonly epochMs: () => number }
}

export interface NeededValue {
  readonly item: string
  readonly attribute: string
  readonly make: (table: FakeTable, memory?: Memory) => ClaimSource
  readonly isGood: (value: Json | undefined) => boolean
  readonly good: Json
  readonly bad: Json
  readonly code: string
}

export function isPlainlyOff(value: Json | undefined): boolean {
  return (
    value === undefined || value === false || (typeof value === 'string' && value.toLowerCase() === 'false')
  )
}

/** As it would come back from a table: no `-0`. */
function readJson(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value))
  return json
}

export function needsValue(
  member: string,
  { item, attribute, make, isGood, good, bad, code }: NeededValue,
): void {
  describe(`what ${member} reads`, () => {
    const holding = (value: Json | undefined) =>
      fakeTable(value === undefined ? {} : { [item]: { [attribute]: value } })

    test('refuses whatever is not right, of any type', async () => {
      const value = fc.oneof(
        fc.constantFrom<Json | undefined>(
          undefined,
          true,
          false,
          'true',
          'False',
          'TRUE',
          '2026-05',
          1,
          0,
          null,
        ),
        fc.jsonValue().map(readJson),
      )
      await fc.assert(
        fc.asyncProperty(value, async (given) => {
          const answer = await ask(make(holding(given)))

          expect(answer === 'allowed').toBe(isGood(given) && !Array.isArray(given))
          expect(['allowed', code, 'temporarily_unavailable']).toContain(answer)
        }),
        { seed: 11, numRuns: 200 },
      )
    })

    test('refuses at sign-in and at refresh alike, and no machine client', async () => {
      for (const source of ['Authentication', 'RefreshTokens', 'HostedAuth', 'NewPasswordChallenge'])
        expect(await ask(make(holding(bad)), eventFixture(`TokenGeneration_${source}.v2`))).toBe(code)
      expect(await ask(make(holding(bad)), eventFixture('TokenGeneration_ClientCredentials.v3'))).toBe(
        'allowed',
      )
    })

    test.each(['down', 'hanging'] as const)(
      'refuses while the table is %s, and the plan says so',
      async (state) => {
        const table = holding(undefined)
        table.state = state
        const source = make(table)
        const [step] = planPreTokenGeneration({ claims: [source] }).phases.flatMap(({ steps }) => steps)

        expect(await ask(source)).toBe('temporarily_unavailable')
        expect(step?.onFailure).toMatchObject({ kind: 'deny', denial: { code: 'temporarily_unavailable' } })
      },
    )

    test('never goes by what the sandbox remembers', async () => {
      const table = holding(good)
      const source = make(table, { lastKnownMaxAgeMs: 60_000, clock: { epochMs: () => 0 } })
      const harness = harnessOf([source])

      expect((await harness.invoke(eventFixture(signIn))).kind).toBe('returned')
      table.state = 'down'
      expect((await harness.invoke(eventFixture(signIn))).kind).toBe('threw')
    })
  })
}

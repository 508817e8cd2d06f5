import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isObject, own, type RawObject, readStrings } from '../../../triggers/core/json.ts'
import { findResponseProblems } from '../../support/cognito-token-validator.ts'
import { arbitraryEvent, arbitrarySource } from './arbitrary-models.ts'
import { measureTokens } from './make-tokens.ts'
import { harnessOf, read, respondTo } from './run-sources.ts'
import { runs } from '../../support/run-counts.ts'

const size = fc.record({
  idBytes: fc.integer({ min: 1_024, max: 16_384 }),
  accessBytes: fc.integer({ min: 1_024, max: 16_384 }),
  priorities: fc.dictionary(
    fc.constantFrom('plan', 'roles', 'scope', 'cognito:groups'),
    fc.integer({ min: 0, max: 100 }),
  ),
})
const suite = fc
  .record({
    event: arbitraryEvent,
    sources: fc.array(arbitrarySource, { maxLength: 4 }),
    size,
    version1Encoding: fc.constantFrom('json', 'space-separated'),
    adminScope: fc.constantFrom('keep', 'remove'),
  })
  .map(({ event, sources, ...options }) => ({
    event,
    size: options.size,
    harness: harnessOf(
      sources.map((source, index) => ({ ...source, name: `source-${index}` })),
      options,
    ),
  }))

test('for any model, any reserved name and any size, Cognito accepts the answer', async () => {
  await fc.assert(
    fc.asyncProperty(suite, async ({ event, harness }) => {
      const answer = await harness.invoke(event)

      expect(answer.kind === 'returned' ? findResponseProblems(event, answer.value) : answer).toEqual([])
      expect(harness.logLines[0]?.length).toBeLessThan(20_000)
    }),
    { numRuns: runs({ few: 90, full: 400 }) },
  )
})

test('for any model and any budget, a token is within it unless Cognito alone fills it', async () => {
  await fc.assert(
    fc.asyncProperty(suite, async ({ event, size: budget, harness }) => {
      const isMachine = event['triggerSource'] === 'TokenGeneration_ClientCredentials'

      const response = await respondTo(harness, event)

      const { id, access } = measureTokens(event, response)
      const idLeft = !isMachine && id > budget.idBytes ? trimmable(event, response, 'id') : []
      const accessLeft = access > budget.accessBytes ? trimmable(event, response, 'access') : []
      expect([...idLeft, ...accessLeft]).toEqual([])
    }),
    { numRuns: runs({ few: 60, full: 300 }) },
  )
})

/** What could still be left out of a token. */
function trimmable(event: RawObject, response: RawObject, token: 'id' | 'access'): readonly string[] {
  const isVersion1 = own(response, 'claimsOverrideDetails') !== undefined
  const details = read(response, isVersion1 ? 'claimsOverrideDetails' : 'claimsAndScopeOverrideDetails')
  const block = isVersion1 && token === 'id' ? details : read(details, `${token}TokenGeneration`)
  const override = own(details, 'groupOverrideDetails')
  const request = read(event, 'request')
  const groups = override === undefined ? read(request, 'groupConfiguration') : override
  const isSuppressed = readStrings(own(block, 'claimsToSuppress')).includes('cognito:groups')
  const scopes = readStrings(own(request, 'scopes'))
  return [
    ...Object.keys(read(block, 'claimsToAddOrOverride')).filter((name) => name !== 'claims_truncated'),
    ...readStrings(own(block, 'scopesToAdd')).filter((scope) => !scopes.includes(scope)),
    ...(isSuppressed || !isObject(groups) ? [] : readStrings(own(groups, 'groupsToOverride'))),
  ]
}

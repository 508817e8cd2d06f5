import { describe, expect, test } from 'vitest'
import { clientAudience } from '../../../triggers/pre-token-generation/claims/client-audience.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { preTokenGenerationSources } from '../../../triggers/events/sources.ts'
import { eventFixture, readEventFixtures } from '../../../triggers/testing/golden-events.ts'
import { clientId } from './ask.ts'
import { harnessOf, respondTo, signIn, tokensOf } from './run-sources.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

describe('the audience of an access token', () => {
  const audience = { aud: clientId }

  test('is the app client that it was made for, of people and of machine clients', async () => {
    const fixtures = readEventFixtures('pre-token-generation').filter(({ name }) => !name.endsWith('.v1'))
    const sources = new Set(fixtures.map(({ name }) => name.split('.')[0]))
    expect(sources).toEqual(new Set(preTokenGenerationSources))

    for (const { name, event } of fixtures) {
      const { id, access } = await tokensOf([clientAudience()], event)
      expect({ name, id, access }).toEqual({ name, id: {}, access: audience })
    }
  })

  test('is given to the app clients that are meant, and to no other', async () => {
    expect((await tokensOf([clientAudience({ appClients: { only: [clientId] } })])).access).toEqual(audience)
    expect((await tokensOf([clientAudience({ appClients: { except: [clientId] } })])).access).toEqual({})
  })

  test('stays when the token has no room for the rest', async () => {
    const filler = staticClaims({ claims: { filler: 'x'.repeat(2_000) } })
    const size = { accessBytes: 1_024, priorities: { aud: 0 } }
    const harness = harnessOf([clientAudience(), filler], { size })

    expect(tokensIn(await respondTo(harness, eventFixture(signIn))).access).toEqual({
      ...audience,
      claims_truncated: true,
    })
  })
})

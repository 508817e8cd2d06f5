import { decodeJwt } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { endAfterAll } from '../../support/end-after-all.ts'
import { type Journey, startJourney } from '../journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => (journey = await startJourney(keep, 'observe-tokens')))

test('tokens on trial are as without the trigger, and the report says what they would have got', async () => {
  await journey.enroll('jane@example.com')

  const { accessToken } = await journey.signIn('jane@example.com')

  const claims = decodeJwt(accessToken)
  expect(claims).toMatchObject({ 'cognito:groups': ['members'] })
  expect(claims).not.toHaveProperty('permissions')
  const calls = await journey.calls()
  const log = calls.find(({ trigger }) => trigger === 'pre-token-generation')?.logLines.join('\n')
  expect(log).toContain(
    '"tokens: pass","tokens: 1 id claims: permissions","tokens: 1 access claims: permissions"',
  )
  expect(log).not.toContain('articles:read')
})

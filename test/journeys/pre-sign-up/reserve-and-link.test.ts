/** Two rules about the same address: a linked user needs no reservation, and an unproven address is not kept. */
import { beforeAll, expect, test } from 'vitest'
import { oidcProvider, redeem, signInBy } from '../federated.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { claimsOf, denial, type Journey, startJourney } from '../journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => {
  journey = await startJourney(keep, 'reserve-and-link', {
    pool: { identityProviders: ['Google', 'Okta'].map(oidcProvider) },
  })
})

async function enroll(email: string): Promise<string> {
  const sub = await journey.enroll(email)
  await journey.stack.worker?.idle()
  return sub
}

test('the owner of a reserved address is linked, and signs in as the same user', async () => {
  const sub = await enroll('jane@example.com')
  const person = { sub: '1029', email: 'jane@example.com', email_verified: true }

  const first = await signInBy(journey, 'Google', person)
  const { code } = await signInBy(journey, 'Google', person)

  expect(first['error_description']).toContain('[linked_try_again]')
  expect(claimsOf(await redeem(journey, code))).toMatchObject({ sub })
})

test('a federated user keeps the address, and no other writing of it gets in', async () => {
  const person = { sub: '55', email: 'fed.user@gmail.com', email_verified: true }

  expect(await signInBy(journey, 'Google', person)).toMatchObject({ code: expect.any(String) })
  await journey.stack.worker?.idle()

  const reservations = await journey.items('EMAIL#')
  expect(reservations.filter((item) => !('expiresAtS' in item)).length).toBeGreaterThanOrEqual(2)
  await expect(journey.signUp('feduser+x@gmail.com')).rejects.toMatchObject(denial('email_unavailable'))
})

test('a person who enters another person’s address at a provider that does not check does not keep it', async () => {
  const before = (await journey.items('EMAIL#')).filter((item) => !('expiresAtS' in item)).length
  const squatter = { sub: '666', email: 'victim@gmail.com', email_verified: false }

  await signInBy(journey, 'Okta', squatter)
  await journey.stack.worker?.idle()

  expect((await journey.items('EMAIL#')).filter((item) => !('expiresAtS' in item))).toHaveLength(before)
})

import { beforeAll, expect, test } from 'vitest'
import { oidcProvider, redeem, signInBy } from '../federated.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { claimsOf, type Journey, startJourney } from '../journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => {
  journey = await startJourney(keep, 'link-accounts', {
    pool: { identityProviders: ['Google', 'Okta'].map(oidcProvider) },
  })
})

test('a person with a password signs in by the provider: once to link, and from then on as the same user', async () => {
  const sub = await journey.enroll('jane@example.com')
  const person = { sub: '1029', email: 'Jane@example.com', email_verified: true, name: 'Jane' }

  const first = await signInBy(journey, 'Google', person)
  const second = await signInBy(journey, 'Google', person)
  const idToken = await redeem(journey, second['code'])

  expect(first).toMatchObject({ error_description: expect.stringContaining('[linked_try_again]') })
  expect(claimsOf(idToken)).toMatchObject({ sub, 'cognito:groups': ['members'] })
  expect((await journey.signIn('jane@example.com')).idToken).not.toBe('')
  await expect(journey.statusOf('Google_1029')).rejects.toMatchObject({ name: 'UserNotFoundException' })
})

test.each([
  ['says nothing of the address', 'Google', { email_verified: undefined }],
  ['says that the address is not verified', 'Google', { email_verified: false }],
  ['is not declared to verify addresses', 'Okta', { email_verified: true }],
])('nobody takes over an account by a provider that %s', async (_, name, claims) => {
  const email = `victim-${name}-${String(claims.email_verified)}@example.com`.toLowerCase()
  await journey.enroll(email)
  const { email_verified: isVerified } = claims
  const attacker = { sub: '666', email, ...(isVerified === undefined ? {} : { email_verified: isVerified }) }

  const told = await signInBy(journey, name, attacker)
  const again = await signInBy(journey, name, attacker)

  for (const answer of [told, again])
    expect(answer).toMatchObject({ error_description: expect.stringContaining('[link_not_possible]') })
})

test('a squatter who never confirmed the address is not linked to', async () => {
  await journey.signUp('squatted@example.com')
  const owner = { sub: '7', email: 'squatted@example.com', email_verified: true }

  expect(await signInBy(journey, 'Google', owner)).toMatchObject({
    error_description: expect.stringContaining('[link_not_possible]'),
  })
})

test('a look-alike of an address is somebody else', async () => {
  const sub = await journey.enroll('kate@example.com')
  // U+212A, the Kelvin sign, is not a k.
  const person = { sub: '777', email: '\u212Aate@example.com', email_verified: true }

  const answer = await signInBy(journey, 'Google', person)

  expect(answer['error_description'] ?? '').not.toContain('[linked_try_again]')
  expect(await journey.attributesOf('kate@example.com')).not.toHaveProperty('identities')
  expect((await journey.attributesOf('Google_777'))['sub']).not.toBe(sub)
})

test('an unknown person becomes a user', async () => {
  const person = { sub: '55', email: 'new@example.org', email_verified: true }

  expect(await signInBy(journey, 'Google', person)).toMatchObject({ code: expect.any(String) })
  expect(await journey.statusOf('Google_55')).toBe('EXTERNAL_PROVIDER')
})

test('when the pool does not answer the look-up, the sign-in is refused and makes no second user', async () => {
  await journey.enroll('held@example.com')
  const person = { sub: '56', email: 'held@example.com', email_verified: true }
  journey.stack.setFault('user-pool', { kind: 'outage' })

  const during = await signInBy(journey, 'Google', person)
  journey.stack.setFault('user-pool', null)

  expect(during).toMatchObject({ error_description: expect.stringContaining('[temporarily_unavailable]') })
  await expect(journey.statusOf('Google_56')).rejects.toMatchObject({ name: 'UserNotFoundException' })
})

import { beforeAll, expect, test } from 'vitest'
import { hashInvitationCode } from '../../../triggers/domain/invitation.ts'
import { signInBy } from '../federated.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { denial, type Journey, startJourney } from '../journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => {
  journey = await startJourney(keep, 'confirm-and-verify', {
    pool: {
      identityProviders: [
        {
          name: 'Google',
          issuer: 'https://accounts.example.com',
          clientId: 'suite',
          clientSecretName: 'google-client-secret',
        },
      ],
    },
  })
})

function invite(code: string, item: Parameters<Journey['put']>[0]): Promise<void> {
  const hash = hashInvitationCode(journey.stack.details.userPoolId, code)
  return journey.put({ pk: `INVITE#${hash}`, sk: 'INVITATION', usesLeft: 1, groups: [], ...item })
}

test('a person who was invited by mail is confirmed and verified at once, and signs in without a code', async () => {
  await invite('mailed', { email: 'jane@example.com' })

  await journey.signUp('jane@example.com', { validationData: { invitation: 'mailed' } })

  expect(await journey.statusOf('jane@example.com')).toBe('CONFIRMED')
  expect(await journey.attributesOf('jane@example.com')).toMatchObject({ email_verified: 'true' })
  expect((await journey.signIn('jane@example.com')).idToken).not.toBe('')
  expect(journey.stack.mailbox.messages('jane@example.com').filter(({ code }) => code !== undefined)).toEqual(
    [],
  )
})

test('an invitation for one confirms one', async () => {
  await invite('for-one', {})

  for (const email of ['one@example.com', 'two@example.com', 'three@example.com'])
    await journey.signUp(email, { validationData: { invitation: 'for-one' } })

  expect(await journey.statusOf('one@example.com')).toBe('CONFIRMED')
  expect(await journey.statusOf('two@example.com')).toBe('UNCONFIRMED')
  expect(await journey.statusOf('three@example.com')).toBe('UNCONFIRMED')
})

test('an invitation that went to nobody in particular confirms, and proves no address', async () => {
  await invite('on-a-poster', {})

  await journey.signUp('joe@example.com', { validationData: { invitation: 'on-a-poster' } })

  expect(await journey.statusOf('joe@example.com')).toBe('CONFIRMED')
  expect(await journey.attributesOf('joe@example.com')).not.toMatchObject({ email_verified: 'true' })
})

test('everybody else gets a code', async () => {
  await journey.signUp('nobody@example.com')

  expect(await journey.statusOf('nobody@example.com')).toBe('UNCONFIRMED')
  await journey.confirm('nobody@example.com')
  expect(await journey.statusOf('nobody@example.com')).toBe('CONFIRMED')
})

test('a code of somebody else confirms nobody', async () => {
  await invite('for-jane', { email: 'jane@example.com' })
  await journey.signUp('mallory@example.com', { validationData: { invitation: 'for-jane' } })

  expect(await journey.statusOf('mallory@example.com')).toBe('UNCONFIRMED')
})

test('a request with a code is denied when the table is out; one without it asks nothing', async () => {
  journey.stack.setFault('table', { kind: 'outage' })

  await expect(
    journey.signUp('late@example.com', { validationData: { invitation: 'mailed' } }),
  ).rejects.toMatchObject(denial('temporarily_unavailable'))
  await expect(journey.signUp('plain@example.com')).resolves.not.toBe('')
  journey.stack.setFault('table', null)
})

test('a person of the trusted provider signs in, with the proof that the provider gives', async () => {
  const person = { sub: '1029', email: 'grace@example.org', email_verified: true, name: 'Grace' }

  const { code } = await signInBy(journey, 'Google', person)

  expect(code).toEqual(expect.any(String))
  expect(await journey.statusOf('Google_1029')).toBe('EXTERNAL_PROVIDER')
  expect(await journey.attributesOf('Google_1029')).toMatchObject({ email_verified: 'true' })
})

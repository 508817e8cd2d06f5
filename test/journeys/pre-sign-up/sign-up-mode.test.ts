import { beforeAll, expect, test } from 'vitest'
import { hashInvitationCode } from '../../../triggers/domain/invitation.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { claimsOf, denial, type Journey, startJourney } from '../journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => {
  journey = await startJourney(keep, 'invite-only')
  await invite('for-acme', { usesLeft: 1, email: 'jane@example.com', groups: ['editors'], tenant: 'acme' })
  await invite('for-jane', { usesLeft: 1, email: 'jane@example.com', groups: [] })
  await invite('for-all', { usesLeft: 5, groups: [] })
  await invite('used-up', { usesLeft: 0, groups: [] })
  await invite('expired', { usesLeft: 5, groups: [], expiresAtS: 1 })
  await invite('for-a-domain', { usesLeft: 5, groups: [], domain: 'acme.example' })
})

const hashOf = (code: string): string => hashInvitationCode(journey.stack.details.userPoolId, code)

function invite(code: string, item: Parameters<Journey['put']>[0]): Promise<void> {
  return journey.put({ pk: `INVITE#${hashOf(code)}`, sk: 'INVITATION', ...item })
}

async function usesLeft(code: string): Promise<unknown> {
  const [item] = await journey.items(`INVITE#${hashOf(code)}`)
  return item?.['usesLeft']
}

test('an invited person signs up, and has the tenant in the first token; the invitation is used up once', async () => {
  const email = 'jane@example.com'

  await journey.signUp(email, { validationData: { invitation: 'for-acme' } })
  expect(await usesLeft('for-acme')).toBe(1)
  await journey.confirm(email)
  const { idToken } = await journey.signIn(email)
  await journey.stack.worker?.idle()

  expect(claimsOf(idToken)).toMatchObject({ tenant: 'acme', tenant_roles: ['reader'] })
  expect(await journey.groupsOf(email)).toEqual(['editors'])
  expect(await usesLeft('for-acme')).toBe(0)
})

test('the code may come in client metadata, and need not come again with the confirmation', async () => {
  await journey.signUp('joe@example.com', { clientMetadata: { invitation: 'for-all' } })
  await journey.confirm('joe@example.com')
  await journey.stack.worker?.idle()

  expect(await usesLeft('for-all')).toBe(4)
})

test('an invitation that expires before the address is confirmed grants nothing', async () => {
  const email = 'late@example.com'
  await invite('soon-over', { usesLeft: 5, groups: [], tenant: 'acme' })
  await journey.signUp(email, { validationData: { invitation: 'soon-over' } })
  await invite('soon-over', { usesLeft: 5, groups: [], tenant: 'acme', expiresAtS: 1 })

  await journey.confirm(email)
  const { idToken } = await journey.signIn(email)

  expect(claimsOf(idToken)).not.toHaveProperty('tenant')
  expect(await usesLeft('soon-over')).toBe(5)
})

test.each([
  ['no code', {}, 'invitation_required'],
  ['a code that nobody made', { invitation: 'guess' }, 'invitation_invalid'],
  ['a code that is used up', { invitation: 'used-up' }, 'invitation_invalid'],
  ['a code that has expired', { invitation: 'expired' }, 'invitation_expired'],
  ['a code of somebody else', { invitation: 'for-jane' }, 'invitation_for_other_address'],
  ['a code of another domain', { invitation: 'for-a-domain' }, 'invitation_for_other_address'],
])('%s is refused, and leaves no trace', async (_, validationData, code) => {
  const traces = async () => [await journey.items('SIGNUP#'), await journey.items('INVITE#')]
  const before = await traces()

  await expect(journey.signUp('mallory@example.com', { validationData })).rejects.toMatchObject(denial(code))

  expect(await traces()).toEqual(before)
})

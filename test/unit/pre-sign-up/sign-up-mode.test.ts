import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import {
  hashInvitationCode,
  invitationKey,
  invitationRecordKey,
} from '../../../triggers/domain/invitation.ts'
import { invitationFact } from '../../../triggers/pre-sign-up/invitation-fact.ts'
import { signUpMode } from '../../../triggers/pre-sign-up/rules/sign-up-mode.ts'
import { ask } from './ask.ts'
import { createPreSignUp, type SignUp } from '../../../triggers/testing/pre-sign-up.ts'
import { createFakeTable } from './fake-table.ts'

const poolId = 'eu-west-1_Example01'
/** The virtual clock's start. */
const nowS = 1_767_225_600

function inviteOnly(item?: Readonly<Record<string, Json>>) {
  const table = createFakeTable()
  if (item !== undefined) table.put(invitationKey(hashInvitationCode(poolId, 'the-code')), item)
  const rule = signUpMode({ mode: 'invite-only', invitation: invitationFact({ table }), records: table })
  return { table, asker: createPreSignUp([rule]) }
}

const carrying = (code: string): SignUp => ({
  attributes: { email: 'jane@example.com' },
  validationData: { invitation: code },
})

describe('open and closed', () => {
  test.each(['PreSignUp_SignUp', 'PreSignUp_ExternalProvider', 'PreSignUp_AdminCreateUser'] as const)(
    'open lets %s in',
    async (source) => {
      expect(await ask([signUpMode({ mode: 'open' })], { source })).toBe('pass')
    },
  )

  test.each([
    ['PreSignUp_SignUp', 'sign_up_closed'],
    ['PreSignUp_ExternalProvider', 'sign_up_closed'],
    ['PreSignUp_AdminCreateUser', 'pass'],
  ] as const)('closed answers %s with %s', async (source, expected) => {
    expect(await ask([signUpMode({ mode: 'closed' })], { source })).toBe(expected)
  })

  test('closed speaks for the sources that it is given', async () => {
    const rule = signUpMode({ mode: 'closed', sources: ['PreSignUp_AdminCreateUser'] })

    expect(await ask([rule], { source: 'PreSignUp_AdminCreateUser' })).toBe('sign_up_closed')
    expect(await ask([rule], { source: 'PreSignUp_SignUp' })).toBe('pass')
  })
})

describe('invite-only', () => {
  test.each<[string, Readonly<Record<string, Json>> | undefined, string]>([
    ['with uses left', { usesLeft: 1 }, 'pass'],
    ['used up', { usesLeft: 0 }, 'invitation_invalid'],
    ['below none', { usesLeft: -1 }, 'invitation_invalid'],
    ['that does not exist', undefined, 'invitation_invalid'],
    ['whose uses cannot be read', { usesLeft: '1' }, 'invitation_invalid'],
    ['without uses', {}, 'invitation_invalid'],
    ['that expires in a second', { usesLeft: 1, expiresAtS: nowS + 1 }, 'pass'],
    ['that expires now', { usesLeft: 1, expiresAtS: nowS }, 'invitation_expired'],
    ['whose expiry cannot be read', { usesLeft: 1, expiresAtS: 'never' }, 'invitation_invalid'],
    ['made out to the address', { usesLeft: 1, email: 'Jane@Example.com' }, 'pass'],
    [
      'made out to another address',
      { usesLeft: 1, email: 'joe@example.com' },
      'invitation_for_other_address',
    ],
    [
      'made out to a tag of the address',
      { usesLeft: 1, email: 'jane+x@example.com' },
      'invitation_for_other_address',
    ],
    ['made out to no address', { usesLeft: 1, email: 'nonsense' }, 'invitation_for_other_address'],
    ['whose address cannot be read', { usesLeft: 1, email: 7 }, 'invitation_invalid'],
    ['for the domain', { usesLeft: 1, domain: 'example.com' }, 'pass'],
    ['for another domain', { usesLeft: 1, domain: 'example.org' }, 'invitation_for_other_address'],
    ['for the domain above', { usesLeft: 1, domain: 'com' }, 'invitation_for_other_address'],
    ['whose domain cannot be read', { usesLeft: 1, domain: true }, 'invitation_invalid'],
    [
      'for the address in another domain',
      { usesLeft: 1, email: 'jane@example.com', domain: 'example.org' },
      'invitation_for_other_address',
    ],
    ['that grants', { usesLeft: 3, groups: ['editors'], tenant: 'acme' }, 'pass'],
    ['whose groups cannot be read', { usesLeft: 1, groups: [1] }, 'invitation_invalid'],
    ['whose groups are a text', { usesLeft: 1, groups: 'admins' }, 'invitation_invalid'],
    ['whose tenant cannot be read', { usesLeft: 1, tenant: 4 }, 'invitation_invalid'],
  ])('answers an invitation %s', async (_, item, expected) => {
    const { asker } = inviteOnly(item)

    expect((await asker.ask(carrying('the-code'))).verdict).toBe(expected)
  })

  test.each<[string, SignUp, string]>([
    ['in validation data', { validationData: { invitation: 'the-code' } }, 'pass'],
    ['in client metadata', { validationData: null, clientMetadata: { invitation: 'the-code' } }, 'pass'],
    ['with blanks around it', { validationData: { invitation: ' the-code\n' } }, 'pass'],
    [
      'in both, where validation data counts',
      { validationData: { invitation: 'other' }, clientMetadata: { invitation: 'the-code' } },
      'invitation_invalid',
    ],
    [
      'in metadata, with blank validation data',
      { validationData: { invitation: '  ' }, clientMetadata: { invitation: 'the-code' } },
      'pass',
    ],
    ['nowhere', { validationData: null }, 'invitation_required'],
    ['in another letter case', { validationData: { invitation: 'THE-CODE' } }, 'invitation_invalid'],
    [
      'cut out of something long',
      { validationData: { invitation: `the-code${'x'.repeat(100_000)}` } },
      'invitation_invalid',
    ],
    [
      'in an attribute, which does not count',
      { attributes: { email: 'jane@example.com', invitation: 'the-code' } },
      'invitation_required',
    ],
  ])('takes the code %s', async (_, question, expected) => {
    const { asker } = inviteOnly({ usesLeft: 1 })

    expect((await asker.ask(question)).verdict).toBe(expected)
  })

  test('needs the address that the invitation was made out to', async () => {
    const { asker } = inviteOnly({ usesLeft: 1, email: 'jane@example.com' })

    expect((await asker.ask({ ...carrying('the-code'), attributes: {} })).verdict).toBe(
      'invitation_for_other_address',
    )
  })

  test('is bound to its pool', async () => {
    const { table, asker } = inviteOnly()
    table.put(invitationKey(hashInvitationCode('eu-west-1_Another', 'the-code')), { usesLeft: 1 })

    expect((await asker.ask(carrying('the-code'))).verdict).toBe('invitation_invalid')
  })

  test('remembers for 90 days which invitation a sign-up used, and not the code', async () => {
    const { table, asker } = inviteOnly({ usesLeft: 1 })

    await asker.ask({ ...carrying('the-code'), userName: 'jane', attributes: { email: 'Jane@example.com' } })

    const key = { userPoolId: poolId, userName: 'jane', email: 'jane@example.com' }
    expect(table.items.get(invitationRecordKey(key).pk)).toEqual({
      invitation: hashInvitationCode(poolId, 'the-code'),
      expiresAtS: nowS + 90 * 86_400,
    })
    expect(JSON.stringify([...table.items])).not.toContain('the-code')
  })

  test('remembers nothing of a sign-up that is refused', async () => {
    const { table, asker } = inviteOnly({ usesLeft: 0 })

    await asker.ask(carrying('the-code'))

    expect(table.items.size).toBe(1)
  })

  test('makes no call for a request without a code', async () => {
    const { table, asker } = inviteOnly({ usesLeft: 1 })

    await asker.ask({ validationData: null })

    expect(table.reads).toEqual([])
  })

  test.each([
    ['PreSignUp_ExternalProvider', 'invitation_required'],
    ['PreSignUp_AdminCreateUser', 'pass'],
  ] as const)('answers %s without a code with %s', async (source, expected) => {
    const { asker } = inviteOnly({ usesLeft: 1 })

    expect((await asker.ask({ source })).verdict).toBe(expected)
  })
})

test('another mode is refused', () => {
  // As a JavaScript caller may write it.
  const options = JSON.parse('{"mode":"ajar"}')

  expect(() => signUpMode(options)).toThrow("signUpMode: mode must be 'open', 'closed' or 'invite-only'")
})

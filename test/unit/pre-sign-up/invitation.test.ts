import { describe, expect, test } from 'vitest'
import {
  checkInvitation,
  hashInvitationCode,
  type Invitation,
  invitationKey,
  invitationRecordKey,
  isMadeOutTo,
  maxInvitationCodeLength,
  readInvitation,
  readInvitationCode,
} from '../../../triggers/core/invitation.ts'

const bound: Invitation = { usesLeft: 1, groups: [], email: 'jane@gmail.com' }

test('keys hold a hash and a user name, never the code', () => {
  const hash = hashInvitationCode('pool', 'code')

  expect(invitationKey(hash)).toEqual({ pk: `INVITE#${hash}`, sk: 'INVITATION' })
  expect(invitationRecordKey('pool', 'jane')).toEqual({ pk: 'SIGNUP#pool#jane', sk: 'INVITATION' })
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
})

test('pool and code do not run together in the hash', () => {
  expect(hashInvitationCode('pool', 'code')).not.toBe(hashInvitationCode('poolc', 'ode'))
})

describe('reading an item', () => {
  test('gives what stands in it, and nothing for what does not', () => {
    const whole = {
      usesLeft: 3,
      expiresAtS: 7,
      email: 'a@b.example',
      domain: 'b.example',
      groups: ['g'],
      tenant: 't',
    }

    expect(readInvitation(new Map(Object.entries(whole)))).toStrictEqual(whole)
    expect(readInvitation(new Map([['usesLeft', 0]]))).toStrictEqual({ usesLeft: 0, groups: [] })
    expect(readInvitation(undefined)).toBeUndefined()
  })
})

describe('the code of a request', () => {
  const map = (code?: string) => new Map(code === undefined ? [] : [['invitation', code]])

  test('is the first that is not blank', () => {
    expect(readInvitationCode(map(), map(' '), map(' two '), map('three'))).toBe('two')
    expect(readInvitationCode(map(), map(''))).toBeUndefined()
    expect(readInvitationCode()).toBeUndefined()
  })

  test('is cut one character past the longest, so that it is nobody’s', () => {
    expect(readInvitationCode(map('x'.repeat(maxInvitationCodeLength)))).toHaveLength(256)
    expect(readInvitationCode(map('x'.repeat(100_000)))).toHaveLength(257)
  })
})

describe('an invitation made out to an address', () => {
  test.each([
    ['jane@gmail.com', true],
    ['JANE@GMAIL.com', true],
    ['"jane"@gmail.com', true],
    ['j.ane@gmail.com', false],
    ['jane+x@gmail.com', false],
    ['joe@gmail.com', false],
    ['nonsense', false],
    [undefined, false],
  ])('is for %s: %s', (email, expected) => {
    expect(isMadeOutTo(bound, email)).toBe(expected)
    expect(checkInvitation(bound, { email, nowMs: 0 }) === undefined).toBe(expected)
  })

  test('is for nobody when it names none, or cannot be read', () => {
    expect(isMadeOutTo(undefined, undefined)).toBe(false)
    expect(isMadeOutTo({ usesLeft: 1, groups: [] }, undefined)).toBe(false)
    expect(isMadeOutTo({ usesLeft: 1, groups: [], email: 'nonsense' }, 'nonsense')).toBe(false)
  })
})

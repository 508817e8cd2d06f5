import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
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
} from '../../../triggers/domain/invitation.ts'

const bound: Invitation = { usesLeft: 1, groups: [], email: 'jane@gmail.com' }

test('keys hold a hash and a user name, never the code', () => {
  const hash = hashInvitationCode('pool', 'code')

  expect(invitationKey(hash)).toEqual({ pk: `INVITE#${hash}`, sk: 'INVITATION' })
  const key = (userName: string, email?: string) =>
    invitationRecordKey({ userPoolId: 'pool', userName, email })

  expect(key('jane', 'jane@example.com')).toEqual({
    pk: 'SIGNUP#pool#jane',
    sk: expect.stringMatching(/^INVITATION#[0-9a-f]{64}$/),
  })
  expect(key('jane', 'JANE@Example.com.')).toEqual(key('jane', 'jane@example.com'))
  expect(key('jane', 'mallory@example.com')).not.toEqual(key('jane', 'jane@example.com'))
  expect(key('jane')).not.toEqual(key('jane', 'jane@example.com'))
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
})

test('the hash is the one that the recipe works out for other languages', async () => {
  const page = await readFile(
    join(import.meta.dirname, '../../../docs/recipes/pre-sign-up/sign-up-mode.md'),
    'utf8',
  )
  const rows = [...page.matchAll(/^\| `(.+?)` \| `(.+?)` \| `(.+?)` \| `([0-9a-f]{64})` \|$/gm)]

  expect(rows).toHaveLength(2)
  for (const [, pool = '', code = '', hashed = '', hash] of rows) {
    expect(createHash('sha256').update(Buffer.from(hashed, 'utf8')).digest('hex')).toBe(hash)
    expect(hashed).toBe(`10:invitation${pool.length}:${pool}${code.length}:${code}`)
    expect(hashInvitationCode(pool, code)).toBe(hash)
  }
})

test('pool and code do not run together in the hash', () => {
  expect(hashInvitationCode('pool', 'code')).not.toBe(hashInvitationCode('poolc', 'ode'))
})

test.each([
  ['kate@example.com', 'KATE@Example.com.', true],
  ['kate@example.com', '"kate"@example.com', true],
  // U+212A, the Kelvin sign, becomes k in lower case.
  ['kate@example.com', '\u212Aate@example.com', false],
  // One letter, and a letter with a combining accent: two mailboxes without normalisation.
  ['ren\u00e9@example.com', 'rene\u0301@example.com', false],
  ['b@bücher.example', 'B@xn--bcher-kva.example', true],
])('an invitation made out to %s is one for %s: %s', (email, other, isSame) => {
  expect(isMadeOutTo({ ...bound, email }, other)).toBe(isSame)
})

test.each([
  ['Example.com', 'jane@example.com', undefined],
  ['bücher.example', 'jane@xn--bcher-kva.example', undefined],
  ['example.com', 'jane@mail.example.com', 'invitation_for_other_address'],
  ['no domain', 'jane@example.com', 'invitation_for_other_address'],
])('an invitation for the domain %s lets in %s: %s', (domain, email, code) => {
  const denial = checkInvitation({ usesLeft: 1, groups: [], domain }, { email, nowMs: 0 })

  expect(denial?.code).toBe(code)
})

describe('reading an item', () => {
  test.each(['email', 'domain', 'expiresAtS', 'groups', 'tenant'])(
    'a %s that cannot be read is no invitation',
    (name) => {
      expect(
        readInvitation(
          new Map<string, Json>([
            ['usesLeft', 1],
            [name, null],
          ]),
        ),
      ).toBeUndefined()
    },
  )

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

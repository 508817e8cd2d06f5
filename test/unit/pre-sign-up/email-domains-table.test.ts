import { describe, expect, test } from 'vitest'
import { domainKey } from '../../../triggers/domain/email-domain-list.ts'
import type { DomainTableOptions } from '../../../triggers/facts/email-domain-policy.ts'
import { emailDomains, type EmailDomainsOptions } from '../../../triggers/pre-sign-up/rules/email-domains.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { createPreSignUp } from '../../../triggers/testing/pre-sign-up.ts'
import { createFakeTable, fails, hangs } from './fake-table.ts'

const listed = [
  ['allowed.example', { list: 'allow' }],
  ['family.example', { list: 'allow', subdomains: true }],
  ['denied.example', { list: 'deny' }],
  ['clan.example', { list: 'deny', subdomains: true }],
  ['half.example', { list: 'maybe', subdomains: true }],
  ['unread.example', { list: 'deny', subdomains: 'yes' }],
  ['a.b.c.d.deep.example', { list: 'deny', subdomains: true }],
  ['x.a.b.c.d.deep2.example', { list: 'deny', subdomains: true }],
] as const

function setUp(options: EmailDomainsOptions, table: Partial<DomainTableOptions> = {}) {
  const clock = createVirtualClock()
  let before = async (): Promise<void> => {}
  const reader = createFakeTable(() => before())
  for (const [domain, item] of listed) reader.put(domainKey(domain), item)
  const rule = emailDomains({ ...options, table: { reader, onFailure: 'deny', clock, ...table } })
  const { ask } = createPreSignUp([rule], { clock })
  return {
    clock,
    reader,
    become: (next: () => Promise<void>) => {
      before = next
    },
    ask: async (email: string) => (await ask({ attributes: { email } })).verdict,
  }
}

describe('an allow list that only the table holds', () => {
  test.each([
    ['a@allowed.example', 'pass', 'the table allows it'],
    ['a@sub.allowed.example', 'email_domain_not_allowed', 'the item does not speak for sub-domains'],
    ['a@family.example', 'pass', 'the table allows it'],
    ['a@x.y.family.example', 'pass', 'the item speaks for sub-domains'],
    ['a@notfamily.example', 'email_domain_not_allowed', 'whole labels are compared'],
    ['a@half.example', 'temporarily_unavailable', 'nobody can tell what the item says'],
    ['a@unknown.example', 'email_domain_not_allowed', 'nobody allows it'],
    ['a@here.example', 'pass', 'the configuration allows it'],
  ])('%s gives %s: %s', async (email, expected) => {
    const { ask } = setUp({ allow: ['here.example'] })

    expect(await ask(email)).toBe(expected)
  })

  test('may be empty in the configuration', async () => {
    const { ask } = setUp({ allow: [] })

    expect(await ask('a@allowed.example')).toBe('pass')
    expect(await ask('a@here.example')).toBe('email_domain_not_allowed')
  })
})

describe('a deny list in the table', () => {
  test.each([
    ['a@denied.example', 'email_domain_not_allowed', 'the table denies it'],
    ['a@sub.denied.example', 'pass', 'the item does not speak for sub-domains'],
    ['a@x.clan.example', 'email_domain_not_allowed', 'the item speaks for sub-domains'],
    ['a@a.b.c.d.deep.example', 'email_domain_not_allowed', 'six labels are looked up'],
    ['a@z.a.b.c.d.deep.example', 'email_domain_not_allowed', 'however long the address itself is'],
    ['a@x.a.b.c.d.deep2.example', 'pass', 'a listed domain of seven labels is not looked up'],
    ['a@half.example', 'temporarily_unavailable', 'the item may mean to deny it'],
    ['a@x.unread.example', 'temporarily_unavailable', 'the item may speak for sub-domains'],
    ['a@other.example', 'pass', 'nobody denies it'],
  ])('%s gives %s: %s', async (email, expected) => {
    const { ask } = setUp({})

    expect(await ask(email)).toBe(expected)
  })

  test('wins over the configuration, and the configuration over the table', async () => {
    expect(await setUp({ allow: ['denied.example'] }).ask('a@denied.example')).toBe(
      'email_domain_not_allowed',
    )
    expect(await setUp({ allow: [], deny: ['allowed.example'] }).ask('a@allowed.example')).toBe(
      'email_domain_not_allowed',
    )
  })
})

describe('what is asked of the table', () => {
  test('is the domain and its parents, once in the maximum age', async () => {
    const { ask, reader, clock } = setUp({}, { maxAgeMs: 1_000 })

    await ask('a@mail.other.example')
    await ask('b@mail.other.example')
    await clock.runUntil(clock.sleep(1_000))
    await ask('c@mail.other.example')
    expect(reader.reads).toEqual(['DOMAIN#mail.other.example', 'DOMAIN#other.example'])
    await clock.runUntil(clock.sleep(1))
    await ask('d@mail.other.example')

    expect(reader.reads).toHaveLength(4)
  })

  test.each(['', 'no-at', 'a@localhost'])('is nothing for %j', async (email) => {
    const { ask, reader } = setUp({})

    await ask(email)

    expect(reader.reads).toEqual([])
  })

  test('is a minute old at most by default, and each answer is kept by its own domain', async () => {
    const { ask, reader, clock } = setUp({})

    expect(await ask('a@denied.example')).toBe('email_domain_not_allowed')
    expect(await ask('a@other.example')).toBe('pass')
    await clock.runUntil(clock.sleep(60_000))
    await ask('a@denied.example')
    expect(reader.reads).toHaveLength(2)
    await clock.runUntil(clock.sleep(1))
    await ask('a@denied.example')

    expect(reader.reads).toHaveLength(3)
  })
})

describe('a table that does not answer', () => {
  test('leaves the configuration alone when so it is declared', async () => {
    const options = { deny: ['here.example'] }
    const { ask, become } = setUp(options, { onFailure: 'use the lists of the configuration alone' })
    become(fails)

    expect(await ask('a@here.example')).toBe('email_domain_not_allowed')
    expect(await ask('a@denied.example')).toBe('pass')
  })

  test.each([
    ['fails', fails],
    ['hangs', hangs],
  ])('is stood in for by an old answer when it %s, for the declared time', async (_, before) => {
    const { ask, become, clock } = setUp({}, { maxAgeMs: 1_000, staleForMs: 60_000 })
    await ask('a@denied.example')
    become(before)
    await clock.runUntil(clock.sleep(2_000))

    expect(await ask('a@denied.example')).toBe('email_domain_not_allowed')
    expect(await ask('a@unknown.example')).toBe('temporarily_unavailable')
    await clock.runUntil(clock.sleep(60_000))
    expect(await ask('a@denied.example')).toBe('temporarily_unavailable')
  })

  test('is not stood in for unless that is declared', async () => {
    const { ask, become, clock } = setUp({}, { maxAgeMs: 1_000 })
    await ask('a@other.example')
    become(fails)
    await clock.runUntil(clock.sleep(1_001))

    expect(await ask('a@other.example')).toBe('temporarily_unavailable')
  })

  test('that is slow is waited for before an old answer is taken', async () => {
    const { ask, become, clock, reader } = setUp({}, { maxAgeMs: 1_000, staleForMs: 60_000 })
    await ask('a@other.example')
    await clock.runUntil(clock.sleep(2_000))
    become(() => clock.sleep(700))
    reader.put(domainKey('other.example'), { list: 'deny' })

    expect(await ask('a@other.example')).toBe('email_domain_not_allowed')
  })

  test('is asked anew once it answers again', async () => {
    const { ask, become, clock, reader } = setUp({}, { maxAgeMs: 1_000, staleForMs: 60_000 })
    await ask('a@other.example')
    become(fails)
    await clock.runUntil(clock.sleep(2_000))
    await ask('a@other.example')
    become(async () => {})
    reader.put(domainKey('other.example'), { list: 'deny' })

    expect(await ask('a@other.example')).toBe('email_domain_not_allowed')
  })
})

test.each([
  [{ maxAgeMs: -1 }, 'emailDomains: table.maxAgeMs must be a whole number from 0 to 3600000, not -1'],
  [{ maxAgeMs: 3_600_001 }, 'maxAgeMs must be'],
  [{ maxAgeMs: 0.5 }, 'maxAgeMs must be'],
  [{ staleForMs: 86_400_001 }, 'emailDomains: table.staleForMs must be a whole number from 0 to 86400000'],
  [{ staleForMs: -1 }, 'staleForMs must be'],
])('the option %j is refused', (table, message) => {
  expect(() => setUp({}, table)).toThrow(TypeError)
  expect(() => setUp({}, table)).toThrow(message)
})

test('an answer may be kept for no time, for an hour, and be old for a day', () => {
  expect(() => setUp({}, { maxAgeMs: 0, staleForMs: 0 })).not.toThrow()
  expect(() => setUp({}, { maxAgeMs: 3_600_000, staleForMs: 86_400_000 })).not.toThrow()
})

/** Every source that refuses tokens, over every kind of user: where it is not plain that the user may have one, they have none. */
import { describe, expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/core/json.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { allowedEmailDomains } from '../../../triggers/pre-token-generation/claims/allowed-email-domains.ts'
import { denySuspended } from '../../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { requireTerms } from '../../../triggers/pre-token-generation/claims/require-terms.ts'
import { requireVerifiedEmail } from '../../../triggers/pre-token-generation/claims/require-verified-email.ts'
import { observe } from '../../../triggers/pre-token-generation/observe.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { ask, clientId } from './ask.ts'
import { harnessOf, signIn } from './run-sources.ts'

const sources = {
  suspended: denySuspended({ from: { userAttribute: 'custom:x' } }),
  terms: requireTerms({ from: { userAttribute: 'custom:x' }, current: ['false'] }),
  verified: requireVerifiedEmail(),
  denied: allowedEmailDomains({ deny: ['blocked.example'] }),
  allowed: allowedEmailDomains({ allow: ['example.com'] }),
} satisfies Readonly<Record<string, ClaimSource>>

const good = { sub: 'a', email: 'a@example.com', email_verified: 'true', 'custom:x': 'false' }
const without = (name: keyof typeof good): RawObject =>
  Object.fromEntries(Object.entries(good).filter(([each]) => each !== name))
const user = (userAttributes: unknown): RawObject => eventWith(signIn, { userAttributes })
const provider = (attributes: RawObject): RawObject =>
  eventWith('TokenGeneration_HostedAuth.v2', {
    userAttributes: { ...attributes, 'cognito:user_status': 'EXTERNAL_PROVIDER' },
  })

/** In the order of `sources`: `+` has a token, `-` has none. */
const rows: readonly (readonly [string, RawObject, string])[] = [
  ['a machine client', eventWith('TokenGeneration_ClientCredentials.v3', {}), '+++++'],
  ['a user who is plainly in order', user(good), '+++++'],
  ['the same of a provider', provider(good), '+++++'],
  ['the same of a provider that writes True', provider({ ...good, email_verified: 'True' }), '+++++'],
  ['a provider’s user whose address it does not verify', provider(without('email_verified')), '++-++'],
  ['a provider’s user without an address', provider(without('email')), '++-+-'],
  ['without the attribute', user(without('custom:x')), '+-+++'],
  ['without an address', user(without('email')), '++-+-'],
  ['without email_verified', user(without('email_verified')), '++-++'],
  ['without a sub', user(without('sub')), '--+++'],
  ['without a sub and an address', user({ email_verified: 'true', 'custom:x': 'false' }), '-----'],
  ['without attributes', user({}), '-----'],
  ['whose attributes are null', user(null), '-----'],
  ['whose attributes are a list', user(['a']), '-----'],
  ['whose attributes are text', user('a'), '-----'],
  ...Object.entries({
    empty: '',
    blank: ' ',
    null: null,
    'an object': { a: 1 },
    'a list': ['false'],
    'a number': 7,
  }).flatMap(([kind, value]) => [
    [`whose attribute is ${kind}`, user({ ...good, 'custom:x': value }), '--+++'] as const,
    [`whose address is ${kind}`, user({ ...good, email: value }), '++---'] as const,
    [`whose email_verified is ${kind}`, user({ ...good, email_verified: value }), '++-++'] as const,
  ]),
]

describe('a token', () => {
  test.each(rows)('of %s', async (_, event, expected) => {
    const answers = await Promise.all(Object.values(sources).map((source) => ask(source, event)))

    expect(answers.map((answer) => (answer === 'allowed' ? '+' : '-')).join('')).toBe(expected)
  })

  test.each(rows)('of %s is reported as refused by observers, and given', async (_, event, expected) => {
    const said = await Promise.all(
      Object.values(sources).map(async (source) => {
        const harness = harnessOf([observe(source)])
        expect((await harness.invoke(event)).kind).toBe('returned')
        return JSON.stringify(harness.reports[0]?.['notes'] ?? '').includes(': deny ') ? '-' : '+'
      }),
    )

    expect(said.join('')).toBe(expected)
  })

  test.each([
    ['the client that is meant', clientId, 'under_maintenance', 'under_maintenance', 'allowed'],
    ['another client', 'another', 'under_maintenance', 'allowed', 'under_maintenance'],
    ['no client', null, 'under_maintenance', 'under_maintenance', 'under_maintenance'],
    ['a client without a name', '', 'under_maintenance', 'under_maintenance', 'under_maintenance'],
    ['a client that is no text', 7, 'under_maintenance', 'under_maintenance', 'under_maintenance'],
  ])('for %s during maintenance', async (_, id, byAll, byOnly, byExcept) => {
    const event = { ...user(good), callerContext: { clientId: id } }
    const answers = [{}, { appClients: { only: [clientId] } }, { appClients: { except: [clientId] } }].map(
      (options) => ask(maintenance({ isOn: true, ...options }), event),
    )

    expect(await Promise.all(answers)).toEqual([byAll, byOnly, byExcept])
  })

  test.each([
    ['a member', { groupsToOverride: ['staff'] }, 'allowed'],
    ['a member who is no text', { groupsToOverride: [{ name: 'staff' }] }, 'under_maintenance'],
    ['nobody', { groupsToOverride: null }, 'under_maintenance'],
    ['a user without groups', null, 'under_maintenance'],
  ])('of %s of an excepted group during maintenance', async (_, groupConfiguration, answer) => {
    const event = eventWith(signIn, { userAttributes: good, groupConfiguration })

    expect(await ask(maintenance({ isOn: true, exceptGroups: ['staff'] }), event)).toBe(answer)
  })
})

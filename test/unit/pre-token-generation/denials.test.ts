import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import type { RawObject } from '../../../triggers/events/envelope.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { allowedEmailDomains } from '../../../triggers/pre-token-generation/claims/allowed-email-domains.ts'
import { denySuspended } from '../../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { ensureProvisioned } from '../../../triggers/pre-token-generation/claims/ensure-provisioned.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { requireTerms } from '../../../triggers/pre-token-generation/claims/require-terms.ts'
import { requireVerifiedEmail } from '../../../triggers/pre-token-generation/claims/require-verified-email.ts'
import { observe } from '../../../triggers/pre-token-generation/observe.ts'
import { planPreTokenGeneration } from '../../../triggers/pre-token-generation/plan.ts'
import { userItem } from '../../../triggers/pre-token-generation/table-fact.ts'
import { eventFixture, eventWith } from '../../support/event-fixtures.ts'
import { type FakeTable, fakeTable, harnessOf, signIn, withAttributes } from './run-sources.ts'

const clientId = '1example23456789abcdefghijk'

/** `allowed`, or the code that the token is refused with. */
async function ask(source: ClaimSource, event: RawObject = eventFixture(signIn)): Promise<string> {
  const answer = await harnessOf([source]).invoke(event)
  return answer.kind === 'returned' ? 'allowed' : (/^\[(\w+)\] ./.exec(answer.message)?.[1] ?? answer.message)
}

/** A source, made for a table, that needs an attribute of an item: whatever is not good refuses. */
const needing: Readonly<
  Record<
    string,
    {
      readonly item: string
      readonly make: (table: FakeTable) => ClaimSource
      readonly isGood: (value: Json | undefined) => boolean
      readonly code: string
    }
  >
> = {
  denySuspended: {
    item: 'ENTITLEMENTS',
    make: (table) => denySuspended({ from: { table, itemAttribute: 'x' } }),
    isGood: (value) => isPlainlyOff(value),
    code: 'account_suspended',
  },
  requireTerms: {
    item: 'PROFILE',
    make: (table) => requireTerms({ from: { table, itemAttribute: 'x' }, current: ['2026-05'] }),
    isGood: (value) => value === '2026-05',
    code: 'terms_not_accepted',
  },
  maintenance: {
    item: 'MAINTENANCE',
    make: (table) => maintenance({ table }),
    isGood: (value) => isPlainlyOff(value),
    code: 'under_maintenance',
  },
}

function isPlainlyOff(value: Json | undefined): boolean {
  return (
    value === undefined || value === false || (typeof value === 'string' && value.toLowerCase() === 'false')
  )
}

/** As it would come back from a table: no `-0`. */
function readJson(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value))
  return json
}

describe.each(Object.entries(needing))('%s', (name, { item, make, isGood, code }) => {
  const attribute = name === 'maintenance' ? 'isOn' : 'x'
  const holding = (value: Json | undefined) =>
    fakeTable(value === undefined ? {} : { [item]: { [attribute]: value } })

  test('refuses whatever is not right, of any type', async () => {
    const value = fc.oneof(
      fc.constantFrom<Json | undefined>(
        undefined,
        true,
        false,
        'true',
        'False',
        'TRUE',
        '2026-05',
        1,
        0,
        null,
      ),
      fc.jsonValue().map(readJson),
    )
    await fc.assert(
      fc.asyncProperty(value, async (given) => {
        const answer = await ask(make(holding(given)))

        expect(answer === 'allowed').toBe(isGood(given) && !Array.isArray(given))
        expect(['allowed', code, 'temporarily_unavailable']).toContain(answer)
      }),
      { seed: 11, numRuns: 200 },
    )
  })

  test('refuses at sign-in and at refresh alike, and no machine client', async () => {
    const bad = name === 'requireTerms' ? '2020-01' : true

    for (const source of ['Authentication', 'RefreshTokens', 'HostedAuth', 'NewPasswordChallenge'])
      expect(await ask(make(holding(bad)), eventFixture(`TokenGeneration_${source}.v2`))).toBe(code)
    expect(await ask(make(holding(bad)), eventFixture('TokenGeneration_ClientCredentials.v3'))).toBe(
      'allowed',
    )
  })

  test.each(['down', 'hanging'] as const)(
    'refuses while the table is %s, and the plan says so',
    async (state) => {
      const table = holding(undefined)
      table.state = state
      const source = make(table)
      const [step] = planPreTokenGeneration({ claims: [source] }).phases.flatMap(({ steps }) => steps)

      expect(await ask(source)).toBe('temporarily_unavailable')
      expect(step?.onFailure).toMatchObject({ kind: 'deny', denial: { code: 'temporarily_unavailable' } })
    },
  )

  test('never goes by what the sandbox remembers', async () => {
    const table = holding(name === 'requireTerms' ? '2026-05' : false)
    const read = { table, lastKnownMaxAgeMs: 60_000, clock: { epochMs: () => 0 } }
    const source =
      name === 'maintenance'
        ? maintenance(read)
        : name === 'requireTerms'
          ? requireTerms({ from: { ...read, itemAttribute: 'x' }, current: ['2026-05'] })
          : denySuspended({ from: { ...read, itemAttribute: 'x' } })
    const harness = harnessOf([source])

    expect((await harness.invoke(eventFixture(signIn))).kind).toBe('returned')
    table.state = 'down'
    expect((await harness.invoke(eventFixture(signIn))).kind).toBe('threw')
  })
})

test('a user attribute suspends as an item does', async () => {
  const source = denySuspended({ from: { userAttribute: 'custom:suspended' } })

  expect(await ask(source, withAttributes({ 'custom:suspended': 'True' }))).toBe('account_suspended')
  expect(await ask(source, withAttributes({ 'custom:suspended': 'yes' }))).toBe('temporarily_unavailable')
  expect(await ask(source, withAttributes({ 'custom:suspended': 'false' }))).toBe('allowed')
  expect(await ask(source, withAttributes({}))).toBe('allowed')
})

test('a user whose item cannot be told is not one without an item', async () => {
  const source = denySuspended({ from: { table: fakeTable(), itemAttribute: 'x' } })

  expect(await ask(source, eventWith(signIn, { userAttributes: { email: 'a@example.com' } }))).toBe(
    'temporarily_unavailable',
  )
})

test('an item that is shared must deny when it cannot be read', () => {
  const table = fakeTable()
  const shared = userItem({ table, item: 'ENTITLEMENTS' })
  const needed = userItem({ table, item: 'ENTITLEMENTS', onFailure: 'deny' })

  expect(() => denySuspended({ from: { item: shared, itemAttribute: 'x' } })).toThrow(
    /^denySuspended: from\.item must deny when it cannot be read/,
  )
  expect(() => denySuspended({ from: { item: needed, itemAttribute: 'x' } })).not.toThrow()
  const claims = { suspended: { attribute: 'suspended', isRestrictive: true } } as const
  expect(() => entitlements({ item: shared, claims })).toThrow(/^entitlements: item must deny/)
  expect(() => entitlements({ item: needed, claims })).not.toThrow()
})

test('only the app clients that are meant are refused, and only for them is the table asked', async () => {
  const table = fakeTable({ ENTITLEMENTS: { x: true } })
  const from = { table, itemAttribute: 'x' }

  expect(await ask(denySuspended({ from, appClients: { except: [clientId] } }))).toBe('allowed')
  expect(await ask(denySuspended({ from, appClients: { only: ['another'] } }))).toBe('allowed')
  expect(table.reads).toEqual([])
  expect(await ask(denySuspended({ from, appClients: { only: [clientId] } }))).toBe('account_suspended')
})

test.each([
  [{ email: 'a@example.com', email_verified: 'true' }, 'allowed'],
  [{ email: 'a@example.com', email_verified: true }, 'allowed'],
  [{ email: 'a@example.com', email_verified: 'True' }, 'allowed'],
  [{ email: 'a@example.com', email_verified: 'false' }, 'email_not_verified'],
  [{ email: 'a@example.com', email_verified: 'yes' }, 'email_not_verified'],
  [{ email: 'a@example.com' }, 'email_not_verified'],
  [{ email: '', email_verified: 'true' }, 'email_not_verified'],
  [{ email_verified: 'true' }, 'email_not_verified'],
])('of a user with %j a verified address is required: %s', async (attributes, answer) => {
  expect(await ask(requireVerifiedEmail(), withAttributes(attributes))).toBe(answer)
})

test('maintenance lets in the groups of the pool that are named', async () => {
  const event = eventWith(signIn, { groupConfiguration: { groupsToOverride: ['staff'] } })

  expect(await ask(maintenance({ isOn: true, exceptGroups: ['staff'] }), event)).toBe('allowed')
  expect(await ask(maintenance({ isOn: true, exceptGroups: ['others'] }), event)).toBe('under_maintenance')
  expect(await ask(maintenance({ isOn: false }), event)).toBe('allowed')
})

describe('the domain of an address, at every token', () => {
  const refused = 'email_domain_no_longer_allowed'

  test.each([
    ['a@fine.example', 'allowed', refused],
    ['a@sub.blocked.example', refused, refused],
    ['A@BLOCKED.example.', refused, refused],
    ['a@example.com', 'allowed', 'allowed'],
    ['nonsense', refused, refused],
    [undefined, 'allowed', refused],
  ])('%s under a deny list is %s, under an allow list %s', async (email, byDeny, byAllow) => {
    const event = withAttributes(email === undefined ? {} : { email })

    expect(await ask(allowedEmailDomains({ deny: ['blocked.example'] }), event)).toBe(byDeny)
    expect(await ask(allowedEmailDomains({ allow: ['example.com'] }), event)).toBe(byAllow)
  })

  test('is looked up in the table, which denies when it does not answer', async () => {
    const table = fakeTable({ DOMAIN: { list: 'deny' } })
    const source = () => allowedEmailDomains({ table: { reader: table, onFailure: 'deny' } })
    const event = withAttributes({ email: 'a@example.com' })

    expect(await ask(source(), event)).toBe(refused)
    table.state = 'down'
    expect(await ask(source(), event)).toBe('temporarily_unavailable')
  })
})

describe('restrictive entitlements', () => {
  const claims = { suspended: { attribute: 'suspended', isRestrictive: true }, plan: 'plan' } as const

  test('deny where the claim cannot be read or used, and only then', async () => {
    for (const value of [null, [null], Infinity, [['x']]]) {
      const table = fakeTable({ ENTITLEMENTS: { suspended: value, plan: 'pro' } })
      expect(await ask(entitlements({ table, claims }))).toBe('temporarily_unavailable')
    }
    const other = fakeTable({ ENTITLEMENTS: { suspended: true, plan: null } })
    expect(await ask(entitlements({ table: other, claims }))).toBe('allowed')
    expect(await ask(entitlements({ table: other, claims: { plan: 'plan' }, onFailure: 'deny' }))).toBe(
      'temporarily_unavailable',
    )
    other.state = 'down'
    expect(await ask(entitlements({ table: other, claims }))).toBe('temporarily_unavailable')
    expect(await ask(entitlements({ table: other, claims: { plan: 'plan' } }))).toBe('allowed')
  })

  test('are never trimmed', async () => {
    const table = fakeTable({ ENTITLEMENTS: { suspended: 'x'.repeat(2_000), plan: 'y'.repeat(2_000) } })
    const harness = harnessOf([entitlements({ table, claims })], {
      size: { idBytes: 1_024, accessBytes: 1_024 },
    })

    const answer = await harness.invoke(eventFixture(signIn))

    const text = JSON.stringify(answer.kind === 'returned' ? answer.value : {})
    expect([text.includes('xxxx'), text.includes('yyyy')]).toEqual([true, false])
  })
})

test('the first refusal in the order of the sources is heard, and nothing is performed', async () => {
  const handedOver: string[] = []
  const provisioning = ensureProvisioned({
    table: fakeTable(),
    handover: {
      name: 'suite-table',
      handOver: () => {
        handedOver.push('once')
        return Promise.resolve('written')
      },
    },
  })
  const harness = harnessOf([provisioning, maintenance({ isOn: true }), requireVerifiedEmail()])

  const answer = await harness.invoke(withAttributes({ email_verified: 'false', locale: 'de' }))

  expect(answer).toMatchObject({
    kind: 'threw',
    message: expect.stringMatching(/^\[under_maintenance\] Wir /),
  })
  expect(harness.reports[0]).toMatchObject({
    outcome: 'denied',
    code: 'under_maintenance',
    by: 'maintenance',
  })
  expect(handedOver).toEqual([])
})

describe('an observed source', () => {
  const observed = async (source: ClaimSource, table?: FakeTable) => {
    const harness = harnessOf([observe(source)])
    const answer = await harness.invoke(withAttributes({}))
    expect(answer.kind, table?.state).toBe('returned')
    return harness.reports[0]?.['notes']
  }

  test('says what it would refuse, and refuses nothing', async () => {
    expect(await observed(maintenance({ isOn: true }))).toMatchObject({
      observed: ['maintenance: deny under_maintenance'],
    })
    expect(await observed(maintenance({ isOn: false }))).toMatchObject({ observed: ['maintenance: pass'] })
  })

  test.each(['down', 'hanging'] as const)('waits for 100 ms at most while the table is %s', async (state) => {
    const table = fakeTable()
    table.state = state

    expect(await observed(denySuspended({ from: { table, itemAttribute: 'x' } }), table)).toMatchObject({
      observed: ['deny-suspended: deny temporarily_unavailable, its fact failed'],
    })
    const [step] = planPreTokenGeneration({
      claims: [observe(denySuspended({ from: { table, itemAttribute: 'x' } }))],
    }).phases.flatMap(({ steps }) => steps)
    expect(step).toMatchObject({ name: 'observed-deny-suspended', budgetMs: 100, onFailure: { kind: 'use' } })
  })

  test('adds nothing, and its defect is its own', async () => {
    const claims = [
      entitlements({ table: fakeTable({ ENTITLEMENTS: { plan: 'pro' } }), claims: { plan: 'plan' } }),
    ]
    const defect = {
      name: 'broken',
      sources: maintenance({ isOn: true }).sources,
      claimNames: [],
      contribute: () => {
        throw new RangeError('jane@example.com')
      },
    }

    expect(await observed(defect)).toMatchObject({ observed: ['broken: defect RangeError'] })
    const answer = await harnessOf(claims.map(observe)).invoke(eventFixture(signIn))
    expect(JSON.stringify(answer)).not.toContain('"plan"')
  })

  test('is reported beside a refusal of another', async () => {
    const harness = harnessOf([observe(requireVerifiedEmail()), maintenance({ isOn: true })])

    await harness.invoke(withAttributes({}))

    expect(harness.reports[0]).toMatchObject({
      code: 'under_maintenance',
      notes: { observed: ['require-verified-email: deny email_not_verified'] },
    })
  })
})

import { expect, test } from 'vitest'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { denySuspended } from '../../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { ensureProvisioned } from '../../../triggers/pre-token-generation/claims/ensure-provisioned.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import {
  definePreTokenGeneration,
  type PreTokenGenerationOptions,
} from '../../../triggers/pre-token-generation/define.ts'
import { observe } from '../../../triggers/pre-token-generation/observe.ts'
import { observeTokens } from '../../../triggers/pre-token-generation/observe-tokens.ts'
import { traceTokens } from '../../../triggers/pre-token-generation/trace.ts'
import type { ProvisioningHandover } from '../../../triggers/ports/provisioning-handover.ts'
import { preTokenGenerationTrigger } from '../../../triggers/pre-token-generation/trigger.ts'
import { eventFixture, eventWith, readEventFixtures } from '../../../triggers/testing/golden-events.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { createHarness, type Harness } from '../../../triggers/testing/trigger-harness.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { parse, signIn } from './run-sources.ts'

const rich = (): ClaimSource =>
  staticClaims({
    claims: { plan: 'pro', seats: 3 },
    suppress: ['email'],
    scopesToAdd: ['orders/read'],
    scopesToSuppress: ['aws.cognito.signin.user.admin'],
    groups: { addGroups: ['editors'], removeGroups: ['members'] },
  })

function observed(
  claims: readonly ClaimSource[],
  options: Omit<PreTokenGenerationOptions, 'claims'> = {},
): Harness {
  const config = observeTokens(definePreTokenGeneration({ ...options, claims }))
  return createHarness(preTokenGenerationTrigger(config), { clock: createVirtualClock() })
}

test.each(readEventFixtures('pre-token-generation'))('answers $name as it came', async ({ event }) => {
  const harness = observed([rich()])

  expect(await harness.invoke(event)).toMatchObject({ kind: 'returned', value: event })
  expect(harness.reports).toMatchObject([{ outcome: 'allowed' }])
})

test('reports names and numbers of what the tokens would have got, and no value', async () => {
  const event = eventWith(signIn, { groupConfiguration: { groupsToOverride: ['members', 'staff'] } })
  const harness = observed([rich()])

  await harness.invoke(event)

  expect(harness.reports[0]?.['notes']).toMatchObject({
    observed: [
      'tokens: pass',
      'tokens: 2 id claims: plan seats',
      'tokens: 1 id claims suppressed: email',
      'tokens: 2 access claims: plan seats',
      'tokens: 1 access claims suppressed: email',
      'tokens: 1 scopes added: orders/read',
      'tokens: 1 scopes suppressed: aws.cognito.signin.user.admin',
      'tokens: 1 groups added: editors',
      'tokens: 1 groups removed: members',
    ],
  })
  expect(harness.logLines.join()).not.toContain('pro"')
})

test('a report of version 1 has the claims of the ID token', async () => {
  const harness = observed([rich()], { expectedVersion: '1' })

  await harness.invoke(eventFixture('TokenGeneration_Authentication.v1'))

  expect(harness.reports[0]?.['notes']).toMatchObject({
    observed: expect.arrayContaining(['tokens: 2 id claims: plan seats']),
  })
})

test('reports a refusal with the source that refuses, and refuses nobody', async () => {
  const harness = observed([maintenance({ isOn: true })])

  expect(await harness.invoke(eventFixture(signIn))).toMatchObject({
    kind: 'returned',
    value: eventFixture(signIn),
  })
  expect(harness.reports[0]).toMatchObject({
    outcome: 'allowed',
    notes: { observed: ['tokens: deny under_maintenance, maintenance'] },
  })
})

test.each(['down', 'hanging'] as const)('refuses nobody while the table is %s', async (state) => {
  const table = fakeTable()
  table.state = state
  const harness = observed([denySuspended({ from: { table, itemAttribute: 'x' } })])

  expect(await harness.invoke(eventFixture(signIn))).toMatchObject({ kind: 'returned' })
  expect(harness.reports[0]?.['notes']).toMatchObject({
    observed: ['tokens: deny temporarily_unavailable, deny-suspended'],
  })
})

test('a defect, or an event that cannot be read, is answered as it came and counted as failed', async () => {
  const broken: ClaimSource = {
    name: 'broken',
    sources: maintenance({ isOn: true }).sources,
    claimNames: [],
    contribute: () => {
      throw new RangeError('jane@example.com')
    },
  }
  const harness = observed([broken])

  for (const event of [eventFixture(signIn), { triggerSource: 'TokenGeneration_Authentication' }, null])
    expect(await harness.invoke(event)).toMatchObject({ kind: 'returned', value: event })

  expect(harness.reports).toMatchObject([
    { outcome: 'failed', cause: 'RangeError', Failed: 1 },
    { outcome: 'failed', Failed: 1 },
    { outcome: 'failed', Failed: 1 },
  ])
  expect(harness.logLines.join()).not.toContain('jane')
})

test('performs no effect, and reports that it would', async () => {
  const handed: unknown[] = []
  const handover: ProvisioningHandover = {
    name: 'table',
    handOver(record) {
      handed.push(record)
      return Promise.resolve('written')
    },
  }
  const harness = observed([ensureProvisioned({ table: fakeTable(), handover })])

  await harness.invoke(eventFixture(signIn))

  expect(handed).toEqual([])
  expect(harness.reports[0]?.['notes']).toMatchObject({
    observed: expect.arrayContaining(['tokens: 1 effects: ensure-provisioned']),
  })
})

test('a source that is observed itself keeps its line', async () => {
  const harness = observed([observe(maintenance({ isOn: true }))])

  await harness.invoke(eventFixture(signIn))

  expect(harness.reports[0]?.['notes']).toMatchObject({
    observed: ['tokens: pass', 'maintenance: deny under_maintenance'],
  })
})

test('a trace says that the trigger is only observed', () => {
  const config = observeTokens(definePreTokenGeneration({ claims: [maintenance({ isOn: true })] }))

  const trace = traceTokens(config, parse(eventFixture(signIn)), new Map(), 0)

  expect(trace).toMatchObject({ isObserved: true, decision: { kind: 'allow', response: {} } })
})

test('takes what definePreTokenGeneration gives', () => {
  expect(() => observeTokens(JSON.parse('{ "claims": [] }'))).toThrow(
    'observeTokens: the configuration.trigger',
  )
})

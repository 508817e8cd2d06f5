/** The matrix in small against the real bundles: each dependency of the local stack fails while users are confirmed. */
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../local/faults/fault.ts'
import type { SuiteDependency } from '../../triggers/core/step.ts'
import { buildSuite } from '../support/built-suite.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { runs } from '../support/run-counts.ts'
import { type FullStack, letTimePass, startFullStack, statesOf } from './full-stack.ts'

const endsWith = endAfterAll()
let full: FullStack
beforeAll(async () => {
  const suite = await buildSuite(join(import.meta.dirname, 'full-suite.ts'))
  endsWith(() => suite.remove())
  full = await startFullStack(suite.model)
  endsWith(() => full.close())
  // Cold starts are measured elsewhere.
  await confirmUser('warm@example.com')
  await full.stack.worker?.idle()
})
afterEach(() => {
  for (const name of ['table', 'user-pool', 'event-bus', 'mail', 'webhook'] as const)
    full.stack.setFault(name, null)
})

async function confirmUser(email: string): Promise<string> {
  const sub = await full.signUp(email)
  await full.confirm(email)
  return sub
}

/** In time is what Cognito need not ask again. */
async function expectConfirmedAtOnce(email: string): Promise<void> {
  await full.confirm(email)
  const confirmations = (await full.calls()).filter(({ operation }) => operation === 'ConfirmSignUp')
  const [last] = confirmations
  expect(last).toMatchObject({ attempt: 1, outcome: 'ok' })
  expect(confirmations.filter(({ operationId }) => operationId === last?.operationId)).toHaveLength(1)
}

const done = {
  'default-group': 'done',
  profile: 'done',
  'starter-entitlements': 'done',
  'tenant-membership': 'dropped',
  'consume-invitation': 'dropped',
  'invited-groups': 'dropped',
  'keep-reservation': 'done',
  'user-confirmed-event': 'done',
  webhook: 'done',
  'welcome-mail': 'done',
}

async function expectProvisionedOnce(sub: string, email: string): Promise<void> {
  const items = await full.items()
  const own = items.filter(({ pk }) => pk?.S?.endsWith(`#${sub}`))
  const key = (effect: string): string => `${full.stack.details.userPoolId}#${sub}#${effect}`
  expect(statesOf(items, sub)).toEqual(done)
  expect(own.find(({ sk }) => sk?.S === 'PROVISIONING')).not.toHaveProperty('dueShard')
  expect(own.map(({ sk }) => String(sk?.S)).sort()).toEqual(['ENTITLEMENTS', 'PROFILE', 'PROVISIONING'])
  expect(await full.groupsOf(sub)).toEqual(['members'])
  expect(full.stack.events().filter(({ detail }) => Object(detail).sub === sub)).toHaveLength(1)
  expect(full.stack.webhooks().filter(({ id }) => id === key('webhook'))).toEqual([
    expect.objectContaining({ isVerified: true }),
  ])
  expect(full.stack.mailbox.messages(email).filter(({ subject }) => subject === 'Welcome')).toHaveLength(1)
}

test('without a fault everybody is provisioned once, at once', async () => {
  const emails = Array.from({ length: runs({ few: 2, full: 5 }) }, (_, index) => `calm-${index}@example.com`)

  const subs = await Promise.all(emails.map(confirmUser))
  await full.stack.worker?.idle()

  for (const [index, sub] of subs.entries()) await expectProvisionedOnce(sub, emails[index] ?? '')
})

const troubles: readonly (readonly [SuiteDependency, Fault])[] = [
  ['user-pool', { kind: 'hang' }],
  ['event-bus', { kind: 'outage' }],
  ['mail', { kind: 'throttle' }],
  ['webhook', { kind: 'error' }],
]

describe.each(troubles)('while %s has %j', (name, fault) => {
  test('the confirmation is answered in time, and everything is done once afterwards', async () => {
    const email = `${name}-${fault.kind}@example.com`
    const sub = await full.signUp(email)
    full.stack.setFault(name, fault)

    await expectConfirmedAtOnce(email)
    await full.stack.worker?.idle()
    full.stack.setFault(name, null)
    await letTimePass(full.stack.details.dynamodbEndpoint, full.stack.details.tableName)
    await full.stack.worker?.sweep()

    await expectProvisionedOnce(sub, email)
  })
})

describe.each([{ kind: 'outage' }, { kind: 'hang' }] as const)('while the table has %j', (fault) => {
  test('the confirmation is answered in time, and reconcile finds the user afterwards', async () => {
    const email = `table-${fault.kind}@example.com`
    const sub = await full.signUp(email)
    full.stack.setFault('table', fault)

    await expectConfirmedAtOnce(email)
    full.stack.setFault('table', null)
    const before = statesOf(await full.items(), sub)
    await full.reconcile()
    await full.stack.worker?.idle()

    expect(before).toEqual({})
    await expectProvisionedOnce(sub, email)
  })
})

describe('a user who never passed post confirmation and is handed over', () => {
  /** The invitations' effects find none; a user who has not set a password yet gets no mail. */
  const handedOver = {
    'default-group': 'done',
    profile: 'done',
    'starter-entitlements': 'done',
    'user-confirmed-event': 'done',
    webhook: 'done',
  }
  const kindsOf = async (sub: string): Promise<readonly string[]> =>
    (await full.items()).filter(({ pk }) => pk?.S?.endsWith(`#${sub}`)).map(({ sk }) => String(sk?.S))

  test('is looked up in the pool and provisioned at once, by the stream', async () => {
    const sub = await full.createUser('handed-over@example.com')

    const written = [await full.handOver(sub), await full.handOver(sub)]
    await full.stack.worker?.idle()

    expect(written).toEqual(['written', 'exists'])
    expect(statesOf(await full.items(), sub)).toMatchObject(handedOver)
    expect(await full.groupsOf(sub)).toEqual(['members'])
    expect((await kindsOf(sub)).toSorted()).toEqual(['ENTITLEMENTS', 'PROFILE', 'PROVISIONING'])
    expect((await full.items()).filter((item) => 'dueShard' in item || 'unlistedAtMs' in item)).toEqual([])
  })

  test('waits while the pool does not answer, and is provisioned afterwards', async () => {
    const sub = await full.createUser('handed-over-late@example.com')
    full.stack.setFault('user-pool', { kind: 'hang' })

    await full.handOver(sub)
    await full.stack.worker?.idle()
    const before = statesOf(await full.items(), sub)
    const isStillDue = (await full.items()).some((item) => 'dueShard' in item && 'unlistedAtMs' in item)
    full.stack.setFault('user-pool', null)
    await letTimePass(full.stack.details.dynamodbEndpoint, full.stack.details.tableName)
    await full.stack.worker?.sweep()

    expect(before).toEqual({})
    expect(isStillDue).toBe(true)
    expect(statesOf(await full.items(), sub)).toMatchObject(handedOver)
  })
})

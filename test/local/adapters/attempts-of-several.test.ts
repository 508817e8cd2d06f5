/** In a step of several requests each of them has the attempts of the step, no more and no less. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cognito, dynamodb } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createDatabase } from '../../../triggers/adapters/dynamodb-client.ts'
import { createErasableUsers } from '../../../triggers/adapters/erasable-users-dynamodb.ts'
import { createInvitations } from '../../../triggers/adapters/invitations-dynamodb.ts'
import { createRecordIndex } from '../../../triggers/adapters/record-index-dynamodb.ts'
import { createSignUpRecords } from '../../../triggers/adapters/sign-up-records-https.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { createTableReader } from '../../../triggers/adapters/suite-table-https.ts'
import { createLinkingDirectory } from '../../../triggers/adapters/user-directory-https.ts'
import { createEmailDomainPolicy } from '../../../triggers/facts/email-domain-policy.ts'
import { invitationRecordKey } from '../../../triggers/domain/invitation.ts'
import type { Call } from '../../../triggers/core/step.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { runs } from '../../support/run-counts.ts'
import { enter } from './adapter-cases.ts'
import { type Answer, type DyingService, startDyingService } from './dying-sockets.ts'

/** A step, and the answers that lead it to its last request. */
interface SeveralRequests {
  readonly answers: readonly Answer[]
  readonly run: (call: Call) => Promise<unknown>
}

const refusal = (name: string, rest: object = {}): Answer => ({
  status: 400,
  headers: { 'x-amzn-errortype': name },
  body: JSON.stringify({ __type: `com.amazonaws#${name}`, ...rest }),
})
const ok = (body: object): Answer => ({ body: JSON.stringify(body) })
const conditionFailed = refusal('ConditionalCheckFailedException')
const cancelled = refusal('TransactionCanceledException', {
  CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
})
const unavailable: Answer = { status: 503, body: '{}' }

const key = { pk: 'EMAIL#now', sk: 'RESERVATION' }
const formerKeys = [{ pk: 'EMAIL#then', sk: 'RESERVATION' }]
const nothing = ok({ Responses: { suite: [] } })
const database = () => createDatabase(() => connectTo(dynamodb))
const directory = () => createLinkingDirectory(() => connectTo(cognito))
const record = invitationRecordKey({ userPoolId: 'pool', userName: 'jane', email: 'jane@example.com' })
const signUp = ok({ Item: { invitation: { S: 'hash' }, expiresAtS: { N: '9' } } })
const invitation = ok({ Item: { usesLeft: { N: '1' } } })

const steps: Readonly<Record<string, SeveralRequests>> = {
  'a link that exists already': {
    answers: [
      refusal('InvalidParameterException', {
        message: 'SourceUser is already linked to DestinationUser',
      }),
      ok({ Users: [] }),
    ],
    run: (call) => {
      const identity = { provider: 'Google', userId: '1' }
      return directory().linkIdentity({ userPoolId: 'eu-west-1_a', userName: 'jane', identity }, call)
    },
  },
  'the pages of users with an address': {
    answers: [
      ok({ Users: [], PaginationToken: 'a' }),
      ok({ Users: [], PaginationToken: 'b' }),
      ok({ Users: [] }),
    ],
    run: (call) => directory().findUsersByEmail('eu-west-1_a', 'jane@example.com', call),
  },
  'a reservation that is read back': {
    answers: [nothing, conditionFailed, ok({})],
    run: (call) =>
      createSignUpRecords(createDatabase(() => connectTo(dynamodb))).reserve(
        { key, formerKeys, holder: 'jane', nowS: 1, expiresAtS: 2 },
        call,
      ),
  },
  'a reservation that is kept': {
    answers: [nothing, ok({})],
    run: (call) => createInvitations(database()).keep({ key, formerKeys, holder: 'jane' }, 'sub', call),
  },
  'an invitation that is redeemed': {
    answers: [signUp, invitation, cancelled, signUp, invitation],
    run: (call) => createInvitations(database()).redeem({ userPoolId: 'pool', sub: 'sub', record }, 1, call),
  },
  'a membership beside others': {
    answers: [conditionFailed, ok({})],
    run: (call) => createInvitations(database()).join(key, { tenant: 'acme', roles: [], sinceMs: 1 }, call),
  },
  'a record that is there': {
    answers: [conditionFailed, ok({ Item: { erasedAtMs: { N: '1' } } })],
    run: (call) => {
      const user = { userName: 'jane', region: 'eu-west-1', source: 'Reconcile' }
      return createTableWriter(database()).open({ key, user, effects: [], owner: 'one', nowMs: 1 }, call)
    },
  },
  'records by pages': {
    answers: [ok({ Items: [], LastEvaluatedKey: { pk: { S: 'a' } } }), ok({ Items: [] })],
    run: (call) => createRecordIndex(database()).find('due', 0, 1, 10, call),
  },
  'records of which some come later': {
    answers: [
      ok({
        Responses: { suite: [] },
        UnprocessedKeys: { suite: { Keys: [{ pk: { S: 'b' }, sk: { S: 'b' } }] } },
      }),
      nothing,
    ],
    run: (call) =>
      createRecordIndex(database()).readMany(
        ['a', 'b'].map((name) => ({ pk: name, sk: name })),
        call,
      ),
  },
  'an erasure': {
    answers: [ok({}), ok({}), ok({}), ok({})],
    run: (call) =>
      createErasableUsers(database()).eraseItems({ pk: 'USER#pool#sub', sk: 'PROVISIONING' }, [], 1, call),
  },
}

let service: DyingService
beforeEach(async () => {
  service = await startDyingService()
  enter(service.origin)
})
afterEach(() => service.close())

const allowances = runs({ few: [1, 2], full: [1, 2, 5] })

describe.each(Object.entries(steps))('%s', (_, { answers, run }) => {
  test.each(answers.map((__, index) => index))(
    'whose request %i fails sends it as often as it may',
    async (index) => {
      for (const allowed of allowances) {
        let sent = 0
        service.respond(() => ((sent += 1) <= index ? (answers[sent - 1] ?? {}) : unavailable))
        const call = createCall(60_000, allowed)

        await expect(run(call)).rejects.toThrow(Error)

        expect(service.requests()).toBe(index + allowed)
        expect(call.attempts()).toBe(index + allowed)
      }
    },
  )

  test('ends well where each request succeeds at the second attempt', async () => {
    let sent = 0
    service.respond(() => ((sent += 1) % 2 === 1 ? unavailable : (answers[sent / 2 - 1] ?? {})))

    await run(createCall(60_000, 2))

    expect(service.requests()).toBe(2 * answers.length)
  })
})

test('a domain and its parents are read side by side, each as often as it may be', async () => {
  const event = { userAttributes: new Map([['email', 'jane@a.b.c.d.example.com']]) }

  for (const allowed of allowances) {
    // A reader of its own: reads of the round before may be under way, and would be shared.
    const reader = createTableReader(createDatabase(() => connectTo(dynamodb)))
    const { fact } = createEmailDomainPolicy('test', { table: { reader, onFailure: 'deny' } })
    service.respond(() => unavailable)
    const call = createCall(60_000, allowed)
    await expect(fact?.run(event, call)).rejects.toThrow(Error)
    // The others may be on their way when the first has failed for good.
    await expect.poll(() => service.requests()).toBe(5 * allowed)
    expect(call.attempts()).toBe(5 * allowed)
  }
})

test.each<[string, (call: Call) => Promise<unknown>]>([
  ['a reservation', (call) => steps['a reservation that is read back']?.run(call) ?? Promise.resolve()],
  ['the worker', (call) => createRecordIndex(database()).readMany([key], call)],
  ['a kept reservation', (call) => steps['a reservation that is kept']?.run(call) ?? Promise.resolve()],
])('a batch of %s of which the table reads nothing is a failed attempt', async (_, run) => {
  const UnprocessedKeys = { suite: { Keys: [{ pk: { S: key.pk }, sk: { S: key.sk } }] } }
  service.respond(() => ok({ Responses: {}, UnprocessedKeys }))

  await expect(run(createCall(60_000, 2))).rejects.toMatchObject({ code: 'table_throttled' })

  expect(service.requests()).toBe(2)
})

/** The table of the exploration answers as a DynamoDB API does, whatever the ledger sends. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Database } from '../../../triggers/adapters/dynamodb-client.ts'
import { createErasableUsers } from '../../../triggers/adapters/erasable-users-dynamodb.ts'
import { dueShards, unlistedItem } from '../../../triggers/adapters/provisioning-item.ts'
import { createRecordIndex } from '../../../triggers/adapters/record-index-dynamodb.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { dueOf, type LedgerRecord } from '../../../triggers/domain/effect-record.ts'
import type { Closing } from '../../../triggers/ports/effect-ledger.ts'
import { userKey } from '../../../triggers/domain/table-item.ts'
import { isObject } from '../../../triggers/core/json.ts'
import { answerRequest, type Table } from '../../exploration/table.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { runs } from '../../support/run-counts.ts'
import { tableOfFile } from './table-items.ts'

const { openDatabase } = tableOfFile()
const user = { userName: 'jane', region: 'eu-west-1', source: 'PostConfirmation_ConfirmSignUp' }
const methods = [
  'open',
  'hand-over',
  'enroll',
  'markListed',
  'putOffListing',
  'withdraw',
  'claim',
  'claim once',
] as const
const later = [
  'close',
  'close',
  'release',
  'settle',
  'acknowledge',
  'reopen',
  'read',
  'find',
  'mark',
  'erase',
] as const
const unseen = { attempts: 0, notPerformed: 0 }
const closings: readonly Closing[] = [
  { state: 'done' },
  { state: 'done', result: 'id' },
  { state: 'dropped', cause: 'gone' },
  { state: 'failed', cause: 'refused' },
  { state: 'failed', cause: 'refused', isUnreported: true },
]
const steps = fc.array(
  fc.record({
    method: fc.constantFrom(...methods, ...later),
    effect: fc.constantFrom('notice', 'letter'),
    owner: fc.constantFrom('one', 'two'),
    /** Some leases end between two steps. */
    passesMs: fc.constantFrom(0, 0, 0, 30_000),
    closing: fc.constantFrom(...closings),
    /** Whether it acts on what it reads now, or on what was read before. */
    readsAnew: fc.boolean(),
  }),
  { minLength: 5, maxLength: 25 },
)

const errorNames = {
  output: 'none',
  'condition-failed': 'ConditionalCheckFailedException',
  invalid: 'ValidationException',
}

/** A database whose every request goes to both tables; they must say the same. */
function createTwin() {
  let model: Table = new Map()
  let differs: unknown
  const real = openDatabase()
  const send: Database['send'] = async (operation, input, call, options) => {
    const [said] = await Promise.allSettled([real.send(operation, input, call, options)])
    try {
      const { table: next, answer } = answerRequest(model, { method: 'any', operation, input })
      model = next
      if (said.status === 'rejected')
        expect(said.reason).toMatchObject({ exception: errorNames[answer.kind] })
      else expect('output' in answer && keysOfItems(answer.output)).toEqual(keysOfItems(said.value))
    } catch (error) {
      differs ??= error
    }
    if (said.status === 'rejected') throw said.reason
    return said.value
  }
  return { database: { ...real, send }, difference: () => differs }
}

/** What both tell: the index has the keys of an item only. */
function keysOfItems(output: unknown): unknown {
  if (!isObject(output)) return output
  const { Items, Count: _, ScannedCount: __, ...rest } = output
  return Array.isArray(Items) ? { Items: Items.filter(isObject).map(({ pk, sk }) => ({ pk, sk })) } : rest
}

let users = 0

test('whatever the ledger asks in whatever order, the table of the exploration says the same as dynalite', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      users += 1
      const twin = createTwin()
      const ledger = createTableWriter(twin.database)
      const index = createRecordIndex(twin.database)
      const key = userKey('pool', `user-${users}`, 'PROVISIONING')
      const call = createCall(60_000, 1)
      let nowMs = 1_000_000
      let seen: LedgerRecord | undefined
      const perform = async ({ method, effect, owner, closing, readsAnew }: (typeof taken)[number]) => {
        const claim = { key, effect, owner, nowMs }
        const unlisted = seen?.unlisted ?? { freeAtMs: nowMs, attempts: 0 }
        if (readsAnew) {
          const found = await ledger.read(key, call)
          seen = found.kind === 'record' ? found.record : seen
        }
        switch (method) {
          case 'open': {
            const own = [
              { name: effect, facts: { email: 'x' }, claim: readsAnew ? 'opener' : 'anyone' } as const,
            ]
            return ledger.open({ key, user, effects: own, isUnlisted: owner === 'two', owner, nowMs }, call)
          }
          case 'hand-over':
            return ledger.putIfAbsent(key, unlistedItem(key, user, nowMs), call)
          case 'enroll':
            return ledger.enroll(key, { name: effect, facts: {} }, nowMs, call)
          case 'markListed':
            return ledger.markListed(key, call)
          case 'putOffListing':
            return ledger.putOffListing(key, unlisted, nowMs + 5_000, call)
          case 'withdraw':
            return ledger.withdraw(key, unlisted, call)
          case 'claim':
          case 'claim once':
            return ledger.claim(claim, seen?.entries.get(effect) ?? unseen, method === 'claim once', call)
          case 'close':
            return ledger.close(claim, closing, call)
          case 'release':
            return ledger.release(
              claim,
              { cause: 'timeout', freeAtMs: nowMs + 5_000, isNotPerformed: readsAnew },
              call,
            )
          case 'settle':
            return seen === undefined ? undefined : ledger.settle(key, dueOf(seen), seen, nowMs, call)
          case 'acknowledge':
            return ledger.acknowledge(key, effect, call)
          case 'reopen':
            return ledger.reopen(key, effect, 1, nowMs, call)
          case 'read':
            return ledger.read(key, call)
          case 'find':
            for (let shard = 0; shard < dueShards; shard += 1)
              await index.find('due', shard, nowMs, 10, call, 1_000_000)
            return undefined
          case 'mark':
            return createErasableUsers(twin.database).mark(key, nowMs, call)
          case 'erase':
            return createErasableUsers(twin.database).eraseItems(key, [], nowMs, call)
        }
      }
      for (const step of taken) {
        nowMs += step.passesMs
        await perform(step).catch(() => {})
      }
      // The next user's index begins empty.
      await ledger.putIfAbsent(key, {}, call).catch(() => {})
      await createErasableUsers(twin.database).eraseItems(key, [], nowMs, call)
      expect(twin.difference()).toBeUndefined()
    }),
    { numRuns: runs({ few: 15, full: 1_000 }), seed: 20 },
  )
})

/** The records of effects as items of the suite's table: each method one conditional write, or one read. */
import { GetItemCommand, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import type { Json } from '../core/decision.ts'
import {
  type Closing,
  type EffectLedger,
  leaseMs,
  type LedgerClaim,
  type LedgerRecord,
} from '../core/effect.ts'
import type { TableKey, TableWriter } from '../core/suite-table.ts'
import type { Call } from '../core/step.ts'
import { tableName } from './connection.ts'
import { type Database, tryConditional } from './dynamodb-client.ts'
import { toAttribute } from './dynamodb-json.ts'
import { newEntry, readRecord, shardOf } from './provisioning-item.ts'
import { type RecordChange, settleRecord } from './settle-record.ts'
import { countAttempts } from './sdk-call.ts'

/** The longest `result` that is kept, in characters. */
const maxResultLength = 256

/** Whoever has the claim; or anybody, once it has lapsed. */
const isOurs =
  '#effects.#effect.#state IN (:pending, :started) AND ' +
  '(#effects.#effect.#owner = :owner OR #effects.#effect.freeAtMs <= :now)'

export function createEffectLedger(database: Database, { putIfAbsent }: Pick<TableWriter, 'putIfAbsent'>) {
  const update = async (
    key: TableKey,
    change: RecordChange,
    call: Call,
  ): Promise<LedgerRecord | undefined> => {
    const command = new UpdateItemCommand({
      TableName: tableName(),
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      UpdateExpression: change.update,
      // A user who is being erased keeps the record for a moment, and nobody works on it any more.
      ConditionExpression: `attribute_not_exists(erasedAtMs) AND (${change.condition})`,
      ExpressionAttributeNames: { '#effects': 'effects', ...change.names },
      ...valuesOf(change),
      ReturnValues: 'ALL_NEW',
    })
    const answer = await tryConditional(() =>
      database().send(countAttempts(command, call), { abortSignal: call.signal }),
    )
    if (answer === undefined) return undefined
    const found = readRecord(answer.Attributes)
    return found.kind === 'record' ? found.record : undefined
  }

  const read: EffectLedger['read'] = async (key, call) => {
    const command = new GetItemCommand({
      TableName: tableName(),
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      ConsistentRead: true,
    })
    const { Item } = await database().send(countAttempts(command, call), { abortSignal: call.signal })
    return readRecord(Item)
  }

  const ledger: Omit<EffectLedger, keyof TableWriter> = {
    read,
    async open({ key, user, effects, owner, nowMs }, call) {
      const entries = effects.map((effect) => [effect.name, newEntry(effect, owner, nowMs)] as const)
      const item = {
        user: { ...user },
        effects: Object.fromEntries(entries),
        createdAtMs: nowMs,
        dueShard: shardOf('due', key.pk),
        dueAtMs: Math.min(...entries.map(([, entry]) => entry.freeAtMs)),
      }
      if ((await putIfAbsent(key, item, call)) === 'written') return { kind: 'opened' }
      const found = await read(key, call)
      // Nothing deletes a record, an erased user leaves a mark.
      return found.kind === 'none' ? { kind: 'erased' } : found
    },
    async enroll(key, entry, nowMs, call) {
      await update(
        key,
        {
          update: 'SET #effects.#effect = :entry, dueShard = :shard, dueAtMs = :now',
          condition: 'attribute_exists(#effects) AND attribute_not_exists(#effects.#effect)',
          names: { '#effect': entry.name },
          values: {
            ':entry': newEntry({ facts: entry.facts, claim: 'anyone' }, '', nowMs),
            ':shard': shardOf('due', key.pk),
            ':now': nowMs,
          },
        },
        call,
      )
    },
    markListed: (key, call) =>
      update(
        key,
        {
          update: 'REMOVE unlistedAtMs, lookUps',
          condition: 'attribute_exists(#effects) AND attribute_exists(unlistedAtMs)',
          names: {},
          values: {},
        },
        call,
      ),
    async putOffListing(key, seen, freeAtMs, call) {
      const putOff = await update(
        key,
        {
          update: 'SET unlistedAtMs = :free, lookUps = :lookUps',
          condition: 'attribute_exists(#effects) AND unlistedAtMs = :seen',
          names: {},
          values: { ':free': freeAtMs, ':lookUps': seen.attempts + 1, ':seen': seen.freeAtMs },
        },
        call,
      )
      return putOff !== undefined
    },
    claim: ({ key, effect, owner, nowMs }, delivery, call) =>
      update(
        key,
        {
          update:
            'SET #effects.#effect.#state = :state, #effects.#effect.#owner = :owner, #effects.#effect.freeAtMs = :lease, ' +
            '#effects.#effect.attempts = #effects.#effect.attempts + :one',
          condition: '#effects.#effect.#state = :pending AND #effects.#effect.freeAtMs <= :now',
          names: { '#effect': effect, '#state': 'state', '#owner': 'owner' },
          values: {
            ':state': delivery === 'at-most-once' ? 'started' : 'pending',
            ':owner': owner,
            ':lease': nowMs + leaseMs,
            ':one': 1,
            ':pending': 'pending',
            ':now': nowMs,
          },
        },
        call,
      ),
    close: (claim, closing, call) => update(claim.key, closeEntry(claim, closing), call),
    release: (claim, cause, freeAtMs, call) =>
      update(
        claim.key,
        {
          update:
            'SET #effects.#effect.#state = :pending, #effects.#effect.freeAtMs = :free, #effects.#effect.cause = :cause ' +
            'REMOVE #effects.#effect.#owner',
          condition: isOurs,
          names: { '#effect': claim.effect, '#state': 'state', '#owner': 'owner' },
          values: { ...ownership(claim), ':free': freeAtMs, ':cause': cause },
        },
        call,
      ),
    async settle(key, due, seen, nowMs, call) {
      const settled = await update(key, settleRecord(key, due, seen, nowMs), call)
      return settled === undefined ? 'changed' : 'settled'
    },
    async reopen(key, effect, nowMs, call) {
      const reopened = await update(
        key,
        {
          update:
            'SET #effects.#effect.#state = :pending, #effects.#effect.freeAtMs = :now, #effects.#effect.attempts = :none, ' +
            'dueShard = :shard, dueAtMs = :now',
          condition: '#effects.#effect.#state = :failed',
          names: { '#effect': effect, '#state': 'state' },
          values: {
            ':pending': 'pending',
            ':failed': 'failed',
            ':now': nowMs,
            ':none': 0,
            ':shard': shardOf('due', key.pk),
          },
        },
        call,
      )
      return reopened !== undefined
    },
  }
  return ledger
}

/** DynamoDB refuses an empty set of values. */
function valuesOf({ values }: RecordChange): Pick<UpdateItemCommandInput, 'ExpressionAttributeValues'> {
  const attributes = Object.entries(values).map(([name, value]) => [name, toAttribute(value)])
  return attributes.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(attributes) }
}

function ownership({ owner, nowMs }: LedgerClaim): Readonly<Record<string, Json>> {
  return { ':pending': 'pending', ':started': 'started', ':owner': owner, ':now': nowMs }
}

/** What an effect knew of its user goes when it is done; a failed one keeps it for `replay`. */
function closeEntry(claim: LedgerClaim, closing: Closing): RecordChange {
  const names = { '#effect': claim.effect, '#state': 'state', '#owner': 'owner' }
  const shared = { condition: isOurs, names }
  const set =
    'SET #effects.#effect.#state = :state, #effects.#effect.closedAtMs = :now, #effects.#effect.freeAtMs = :zero'
  const values = { ...ownership(claim), ':state': closing.state, ':zero': 0 }
  if (closing.state === 'done')
    return {
      ...shared,
      update: `${set}${closing.result === undefined ? '' : ', #effects.#effect.#result = :result'} REMOVE #effects.#effect.facts, #effects.#effect.#owner`,
      names: closing.result === undefined ? names : { ...names, '#result': 'result' },
      values:
        closing.result === undefined
          ? values
          : { ...values, ':result': closing.result.slice(0, maxResultLength) },
    }
  const forgotten = closing.state === 'failed' ? '' : '#effects.#effect.facts, '
  return {
    ...shared,
    update: `${set}, #effects.#effect.cause = :cause REMOVE ${forgotten}#effects.#effect.#owner`,
    values: { ...values, ':cause': closing.cause },
  }
}

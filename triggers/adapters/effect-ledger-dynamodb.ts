/** The records of effects as items of the suite's table. Each method is one conditional write, or one read. */
import { leaseMs, type LedgerRecord } from '../domain/effect-record.ts'
import type { EffectLedger } from '../ports/effect-ledger.ts'
import type { TableWriter } from '../ports/suite-table.ts'
import type { TableKey } from '../domain/table-item.ts'
import type { Call } from '../core/step.ts'
import { closeEntry, releaseEntry } from './close-entry.ts'
import { type Database, tryConditional } from './dynamodb-client.ts'
import { keyAttributes, toAttributes } from './dynamodb-json.ts'
import { newEntry, readRecord, shardOf } from './provisioning-item.ts'
import { type RecordChange, settleRecord } from './settle-record.ts'

/** When the worker removes the record again and again, the caller gives up and tries later. */
class RecordWithdrawnError extends Error {
  override readonly name = 'RecordWithdrawnError'
}

/** The most puts of one opening. The worker may withdraw the record that the first put found. */
const openAttempts = 2

export function createEffectLedger(database: Database, { putIfAbsent }: Pick<TableWriter, 'putIfAbsent'>) {
  const update = async (
    key: TableKey,
    change: RecordChange,
    call: Call,
  ): Promise<LedgerRecord | undefined> => {
    const input = {
      Key: keyAttributes(key),
      UpdateExpression: change.update,
      // The record of a user who is being erased stays for a moment, and nothing works on it.
      ConditionExpression: `attribute_not_exists(erasedAtMs) AND (${change.condition})`,
      ExpressionAttributeNames: { '#effects': 'effects', ...change.names },
      ...(change.values === undefined ? {} : { ExpressionAttributeValues: toAttributes(change.values) }),
      ReturnValues: 'ALL_NEW',
    }
    const answer = await tryConditional(database.send('UpdateItem', input, call))
    if (answer === undefined) return undefined
    const found = readRecord(answer['Attributes'])
    return found.kind === 'record' ? found.record : undefined
  }
  const isUpdated = async (...[key, change, call]: Parameters<typeof update>): Promise<boolean> =>
    (await update(key, change, call)) !== undefined

  const read: EffectLedger['read'] = async (key, call) => {
    const input = { Key: keyAttributes(key), ConsistentRead: true }
    const answer = await database.send('GetItem', input, call)
    return readRecord(answer['Item'])
  }

  const ledger: Omit<EffectLedger, keyof TableWriter> = {
    read,
    async open({ key, user, effects, isUnlisted = false, owner, nowMs }, call) {
      const entries = effects.map((effect) => [effect.name, newEntry(effect, owner, nowMs)] as const)
      const item = {
        user: { ...user },
        effects: Object.fromEntries(entries),
        createdAtMs: nowMs,
        ...(isUnlisted ? { unlistedAtMs: nowMs } : {}),
        dueShard: shardOf('due', key.pk),
        dueAtMs: isUnlisted ? nowMs : Math.min(...entries.map(([, entry]) => entry.freeAtMs)),
      }
      for (let attempt = 1; attempt <= openAttempts; attempt += 1) {
        if ((await putIfAbsent(key, item, call)) === 'written') return { kind: 'opened' }
        const found = await read(key, call)
        if (found.kind !== 'none') return found
      }
      throw new RecordWithdrawnError()
    },
    enroll(key, entry, nowMs, call) {
      const enrolled = {
        update: 'SET #effects.#effect = :entry, dueShard = :shard, dueAtMs = :now',
        condition: 'attribute_exists(#effects) AND attribute_not_exists(#effects.#effect)',
        names: { '#effect': entry.name },
        values: {
          ':entry': newEntry({ ...entry, claim: 'anyone' }, '', nowMs),
          ':shard': shardOf('due', key.pk),
          ':now': nowMs,
        },
      }
      return isUpdated(key, enrolled, call)
    },
    markListed(key, call) {
      const condition = 'attribute_exists(#effects) AND attribute_exists(unlistedAtMs)'
      return update(key, { update: 'REMOVE unlistedAtMs, lookUps', condition }, call)
    },
    putOffListing(key, seen, freeAtMs, call) {
      const putOff = {
        update: 'SET unlistedAtMs = :free, lookUps = :lookUps',
        condition: 'attribute_exists(#effects) AND unlistedAtMs = :seen',
        values: { ':free': freeAtMs, ':lookUps': seen.attempts + 1, ':seen': seen.freeAtMs },
      }
      return isUpdated(key, putOff, call)
    },
    async withdraw(key, seen, call) {
      const input = {
        Key: keyAttributes(key),
        ConditionExpression:
          'attribute_not_exists(erasedAtMs) AND unlistedAtMs = :seen AND size(#effects) = :none',
        ExpressionAttributeNames: { '#effects': 'effects' },
        ExpressionAttributeValues: toAttributes({ ':seen': seen.freeAtMs, ':none': 0 }),
      }
      return (await tryConditional(database.send('DeleteItem', input, call))) !== undefined
    },
    claim({ key, effect, owner, nowMs }, { attempts, notPerformed }, isLast, call) {
      const claimed = {
        update:
          'SET #effects.#effect.#state = :state, #effects.#effect.#owner = :owner, #effects.#effect.freeAtMs = :lease, ' +
          '#effects.#effect.attempts = :attempts, #effects.#effect.notPerformed = :notPerformed',
        condition:
          '#effects.#effect.#state = :pending AND #effects.#effect.freeAtMs <= :now AND #effects.#effect.attempts = :seen',
        names: { '#effect': effect, '#state': 'state', '#owner': 'owner' },
        values: {
          ':state': isLast ? 'started' : 'pending',
          ':owner': owner,
          ':lease': nowMs + leaseMs,
          ':attempts': attempts + 1,
          ':notPerformed': notPerformed,
          ':seen': attempts,
          ':pending': 'pending',
          ':now': nowMs,
        },
      }
      return update(key, claimed, call)
    },
    close: (claim, closing, call) => update(claim.key, closeEntry(claim, closing), call),
    release: (claim, release, call) => update(claim.key, releaseEntry(claim, release), call),
    async settle(key, due, seen, nowMs, call) {
      return (await isUpdated(key, settleRecord(key, due, seen, nowMs), call)) ? 'settled' : 'changed'
    },
    acknowledge(key, effect, call) {
      const acknowledged = {
        update: 'REMOVE #effects.#effect.isUnreported',
        condition: 'attribute_exists(#effects.#effect.isUnreported)',
        names: { '#effect': effect },
      }
      return isUpdated(key, acknowledged, call)
    },
    reopen(key, effect, attempts, nowMs, call) {
      const reopened = {
        update:
          'SET #effects.#effect.#state = :pending, #effects.#effect.freeAtMs = :now, #effects.#effect.attempts = :attempts, ' +
          'dueShard = :shard, dueAtMs = :now REMOVE #effects.#effect.notPerformed, #effects.#effect.isUnreported',
        condition: '#effects.#effect.#state = :failed',
        names: { '#effect': effect, '#state': 'state' },
        values: {
          ':pending': 'pending',
          ':failed': 'failed',
          ':now': nowMs,
          ':attempts': attempts,
          ':shard': shardOf('due', key.pk),
        },
      }
      return isUpdated(key, reopened, call)
    },
  }
  return ledger
}

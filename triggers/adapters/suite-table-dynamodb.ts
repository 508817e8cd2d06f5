/** Writes to the suite's table and keeps the ledger of effects, through the AWS SDK. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Json } from '../core/decision.ts'
import { type EffectLedger, leaseMs, type LedgerClaim, type LedgerEntry } from '../core/effect.ts'
import { type TableKey, type TableWriter } from '../core/suite-table.ts'
import type { Call } from '../core/step.ts'
import { isObject } from '../events/envelope.ts'
import { type Connection, connectTo, tableName } from './connection.ts'
import { fromAttribute, toAttribute } from './dynamodb-json.ts'
import { attemptLimits, countAttempts, sdkMaxAttempts } from './sdk-call.ts'

/** Shards of the index of unfinished users, so that no one partition takes all of them in a storm. */
export const dueShards = 8

/** The writer and ledger that `suite.ts` uses. It connects on first use or in `connect`. */
export const suiteTableWriter: TableWriter & EffectLedger = createTableWriter(() => connectTo('dynamodb'))

export function createTableWriter(connect: () => Connection): TableWriter & EffectLedger {
  let opened: DynamoDBClient | undefined
  const client = (): DynamoDBClient => {
    if (opened !== undefined) return opened
    const connection = connect()
    opened = new DynamoDBClient({
      endpoint: connection.url.href,
      maxAttempts: sdkMaxAttempts,
      retryMode: 'standard',
      requestHandler: { ...attemptLimits, httpAgent: connection.agent, httpsAgent: connection.agent },
    })
    return opened
  }

  const putIfAbsent = async (
    key: TableKey,
    item: Readonly<Record<string, Json>>,
    call: Call,
  ): Promise<'written' | 'exists'> => {
    const attributes = Object.entries({ ...item, ...key }).map(([name, value]) => [name, toAttribute(value)])
    const command = new PutItemCommand({
      TableName: tableName(),
      Item: Object.fromEntries(attributes),
      ConditionExpression: 'attribute_not_exists(pk)',
    })
    const isWritten = await tryConditional(() =>
      client().send(countAttempts(command, call), { abortSignal: call.signal }),
    )
    return isWritten ? 'written' : 'exists'
  }

  const update = (claim: LedgerClaim, change: Change, call: Call): Promise<boolean> => {
    const command = new UpdateItemCommand({
      TableName: tableName(),
      Key: { pk: { S: claim.key.pk }, sk: { S: claim.key.sk } },
      UpdateExpression: change.update,
      ConditionExpression: change.condition,
      ExpressionAttributeNames: { '#effects': 'effects', '#effect': claim.effect, ...change.names },
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(change.values).map(([name, value]) => [name, toAttribute(value)]),
      ),
    })
    return tryConditional(() => client().send(countAttempts(command, call), { abortSignal: call.signal }))
  }

  const readEntries = async (key: TableKey, call: Call): Promise<ReadonlyMap<string, LedgerEntry>> => {
    const command = new GetItemCommand({
      TableName: tableName(),
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      ConsistentRead: true,
    })
    const { Item } = await client().send(countAttempts(command, call), { abortSignal: call.signal })
    return readLedger(fromAttribute(Item?.['effects']))
  }

  return {
    name: 'suite-table',
    // A real read: it loads the SDK's request path and the credentials as well as the socket.
    async connect() {
      const command = new GetItemCommand({
        TableName: tableName(),
        Key: { pk: { S: 'WARM' }, sk: { S: 'WARM' } },
      })
      await client()
        .send(command)
        .catch(() => {})
    },
    putIfAbsent,
    async open({ key, effects, owner, nowMs }, call) {
      const entry = { state: 'pending', owner, leaseUntilMs: nowMs + leaseMs, attempts: 1 }
      const record = {
        effects: Object.fromEntries(effects.map((effect) => [effect, entry])),
        createdAtMs: nowMs,
        dueShard: `due-${shardOf(key.pk)}`,
        dueAtMs: nowMs + leaseMs,
      }
      if ((await putIfAbsent(key, record, call)) === 'written') return { kind: 'opened' }
      return { kind: 'exists', entries: await readEntries(key, call) }
    },
    claim: (claim, call) =>
      update(
        claim,
        {
          update: 'SET #effects.#effect = :entry',
          condition:
            'attribute_not_exists(#effects.#effect) OR ' +
            '(#effects.#effect.#state = :pending AND #effects.#effect.leaseUntilMs <= :now)',
          names: { '#state': 'state' },
          values: {
            ':entry': {
              state: 'pending',
              owner: claim.owner,
              leaseUntilMs: claim.nowMs + leaseMs,
              attempts: 1,
            },
            ':pending': 'pending',
            ':now': claim.nowMs,
          },
        },
        call,
      ),
    async close(claim, state, call) {
      await update(
        claim,
        {
          update: 'SET #effects.#effect = :entry',
          condition: '#effects.#effect.#owner = :owner',
          names: { '#owner': 'owner' },
          values: { ':entry': { state, leaseUntilMs: 0, closedAtMs: claim.nowMs }, ':owner': claim.owner },
        },
        call,
      )
    },
    async settle(key, effects, call) {
      const names = Object.fromEntries(effects.map((effect, index) => [`#e${index}`, effect]))
      const conditions = effects.map((_, index) => `#effects.#e${index}.#state <> :pending`)
      const command = new UpdateItemCommand({
        TableName: tableName(),
        Key: { pk: { S: key.pk }, sk: { S: key.sk } },
        UpdateExpression: 'REMOVE dueShard, dueAtMs',
        ConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: { '#effects': 'effects', '#state': 'state', ...names },
        ExpressionAttributeValues: { ':pending': { S: 'pending' } },
      })
      const isSettled = await tryConditional(() =>
        client().send(countAttempts(command, call), { abortSignal: call.signal }),
      )
      return isSettled ? 'settled' : 'unfinished'
    },
    async release(claim, cause, call) {
      await update(
        claim,
        {
          update: 'SET #effects.#effect.leaseUntilMs = :zero, #effects.#effect.lastCause = :cause',
          condition: '#effects.#effect.#owner = :owner',
          names: { '#owner': 'owner' },
          values: { ':zero': 0, ':cause': cause, ':owner': claim.owner },
        },
        call,
      )
    },
  }
}

interface Change {
  readonly update: string
  readonly condition: string
  readonly names: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, Json>>
}

/** Whether the condition held. Other errors reject. */
async function tryConditional(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

function readLedger(effects: Json | undefined): ReadonlyMap<string, LedgerEntry> {
  const entries = new Map<string, LedgerEntry>()
  if (!isObject(effects)) return entries
  for (const [name, entry] of Object.entries(effects)) {
    if (!isObject(entry)) continue
    const { state, leaseUntilMs } = entry
    if (state === 'pending' || state === 'done' || state === 'dropped' || state === 'failed')
      entries.set(name, { state, leaseUntilMs: typeof leaseUntilMs === 'number' ? leaseUntilMs : 0 })
  }
  return entries
}

/** A stable shard of a partition key. */
function shardOf(pk: string): number {
  let hash = 0
  for (const character of pk) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return hash % dueShards
}

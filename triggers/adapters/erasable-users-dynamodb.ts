/** Erases users from the suite's table, through the AWS SDK. */
import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { isOpen } from '../core/effect.ts'
import { invitationKey, signUpKey } from '../core/invitation.ts'
import type { Call } from '../core/step.ts'
import type { TableKey, UserItem } from '../core/suite-table.ts'
import type { ErasableUsers, ErasureTraces } from '../provisioning-worker/erase.ts'
import { tableName } from './connection.ts'
import { type Database, suiteDatabase, tryConditional } from './dynamodb-client.ts'
import { fromAttribute } from './dynamodb-json.ts'
import { redeemerOf, usedBy } from './invitations-dynamodb.ts'
import { readRecord } from './provisioning-item.ts'

export const suiteErasableUsers: ErasableUsers = createErasableUsers(suiteDatabase)

/** Items that an effect puts unless they are there: a bare mark in their place stops it. */
const writable: readonly UserItem[] = ['PROFILE', 'ENTITLEMENTS', 'MEMBERSHIPS']

/** How long marks other than the record's stay, in seconds: 30 days, longer than any stream, queue or wait holds work. */
const markTtlS = 2_592_000

export function createErasableUsers(database: Database): ErasableUsers {
  const put = async (
    key: TableKey,
    item: Readonly<Record<string, AttributeValue>>,
    call: Call,
  ): Promise<void> => {
    const command = new PutItemCommand({ TableName: tableName(), Item: { ...keyOf(key), ...item } })
    await database().send(command, { abortSignal: call.signal })
  }
  const findKinds = async (pk: string, call: Call): Promise<readonly string[]> => {
    const kinds: string[] = []
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined
    do {
      const command: QueryCommand = new QueryCommand({
        TableName: tableName(),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ConsistentRead: true,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      })
      const { Items = [], LastEvaluatedKey } = await database().send(command, { abortSignal: call.signal })
      for (const item of Items) {
        const kind = fromAttribute(item['sk'])
        const isMark = item['erasedAtMs'] !== undefined && Object.keys(item).length <= markFields
        if (typeof kind === 'string' && !isMark) kinds.push(kind)
      }
      ExclusiveStartKey = LastEvaluatedKey
    } while (ExclusiveStartKey !== undefined)
    return kinds
  }

  return {
    name: 'suite-table',
    async mark(key, nowMs, call) {
      const command = new UpdateItemCommand({
        TableName: tableName(),
        Key: keyOf(key),
        UpdateExpression: 'SET erasedAtMs = if_not_exists(erasedAtMs, :now) REMOVE dueShard, dueAtMs',
        ExpressionAttributeValues: { ':now': { N: String(nowMs) } },
        ReturnValues: 'ALL_NEW',
      })
      const { Attributes } = await database().send(command, { abortSignal: call.signal })
      return { ...readTraces(Attributes), isBusy: isBusyAt(Attributes, nowMs) }
    },
    async eraseItems(key, nowMs, call) {
      const kinds = await findKinds(key.pk, call)
      const expiresAtS = { N: String(Math.floor(nowMs / 1_000) + markTtlS) }
      const erasedAtMs = { N: String(nowMs) }
      for (const sk of new Set([...writable, ...kinds]))
        if (sk !== key.sk) await put({ pk: key.pk, sk }, { erasedAtMs, expiresAtS }, call)
      // Last, since it holds what an erasure that is cut off needs to go on. Without an expiry: `reconcile` would take
      // the user for one who was forgotten.
      await put(key, { erasedAtMs }, call)
      return kinds.length
    },
    async eraseTraces({ userPoolId, sub }, { userName, invitation, reservation }, call) {
      if (userName !== undefined) {
        const pk = signUpKey(userPoolId, userName)
        for (const sk of await findKinds(pk, call))
          await database().send(new DeleteItemCommand({ TableName: tableName(), Key: keyOf({ pk, sk }) }), {
            abortSignal: call.signal,
          })
      }
      if (invitation !== undefined) {
        const command = new UpdateItemCommand({
          TableName: tableName(),
          Key: keyOf(invitationKey(invitation)),
          UpdateExpression: 'DELETE #usedBy :redeemers',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#usedBy': usedBy },
          ExpressionAttributeValues: { ':redeemers': { SS: [redeemerOf(userPoolId, sub)] } },
        })
        await tryConditional(() => database().send(command, { abortSignal: call.signal }))
      }
      if (reservation !== undefined) {
        const command = new DeleteItemCommand({
          TableName: tableName(),
          Key: keyOf({ pk: reservation, sk: 'RESERVATION' }),
          ConditionExpression: '#sub = :sub',
          ExpressionAttributeNames: { '#sub': 'sub' },
          ExpressionAttributeValues: { ':sub': { S: sub } },
        })
        await tryConditional(() => database().send(command, { abortSignal: call.signal }))
      }
    },
  }
}

/** Keys, when, and until when. */
const markFields = 4

function keyOf({ pk, sk }: TableKey) {
  return { pk: { S: pk }, sk: { S: sk } }
}

/** Reads through the mark. */
function recordOf(item: Readonly<Record<string, AttributeValue>> | undefined) {
  const { erasedAtMs: _, ...rest } = item ?? {}
  const found = readRecord(rest)
  return found.kind === 'record' ? found.record : undefined
}

function readTraces(item: Readonly<Record<string, AttributeValue>> | undefined): ErasureTraces {
  const record = recordOf(item)
  const userName = record?.user.userName ?? ''
  const invitation = record?.entries.get('consume-invitation')?.result
  const reservation = record?.entries.get('keep-reservation')?.result
  return {
    ...(userName === '' ? {} : { userName }),
    ...(invitation === undefined ? {} : { invitation }),
    ...(reservation === undefined ? {} : { reservation }),
  }
}

function isBusyAt(item: Readonly<Record<string, AttributeValue>> | undefined, nowMs: number): boolean {
  const entries = [...(recordOf(item)?.entries.values() ?? [])]
  return entries.some((entry) => isOpen(entry) && entry.owner !== undefined && entry.freeAtMs > nowMs)
}

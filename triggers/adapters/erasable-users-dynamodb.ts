/** Erases users from the suite's table, through the AWS SDK. */
import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { isOpen } from '../core/effect.ts'
import { invitationKey, invitationRecordKey, signUpKey } from '../core/invitation.ts'
import type { Call } from '../core/step.ts'
import type { TableItem, TableKey, UserItem } from '../core/suite-table.ts'
import type { ErasableUsers, ErasureTraces } from '../provisioning-worker/erase.ts'
import { tableName } from './connection.ts'
import { type Database, sendToTable, suiteDatabase, tryConditional } from './dynamodb-client.ts'
import { keyAttributes, readAttributes } from './dynamodb-json.ts'
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
    const command = new PutItemCommand({ TableName: tableName(), Item: { ...keyAttributes(key), ...item } })
    await sendToTable(call, (options) => database().send(command, options))
  }
  /** All of the partition but marks. */
  const findItems = async (pk: string, call: Call): Promise<readonly TableItem[]> => {
    const found: TableItem[] = []
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined
    do {
      const command: QueryCommand = new QueryCommand({
        TableName: tableName(),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ConsistentRead: true,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      })
      const { Items = [], LastEvaluatedKey } = await sendToTable(call, (options) =>
        database().send(command, options),
      )
      for (const item of Items) {
        const attributes = readAttributes({ Item: item })
        const isMark = item['erasedAtMs'] !== undefined && Object.keys(item).length <= markFields
        if (attributes !== undefined && !isMark) found.push(attributes)
      }
      ExclusiveStartKey = LastEvaluatedKey
    } while (ExclusiveStartKey !== undefined)
    return found
  }
  const remove = (key: TableKey, call: Call) => {
    const command = new DeleteItemCommand({ TableName: tableName(), Key: keyAttributes(key) })
    return sendToTable(call, (options) => database().send(command, options))
  }
  /** Takes the user out of an invitation that they redeemed. One that was made out to them alone loses its address, and
   * with it every use that is left: without the address it would let anybody in. */
  const leaveInvitation = async (
    hash: string,
    redeemer: string,
    isSigned: boolean,
    isOwnAddress: (email: string) => boolean,
    call: Call,
  ): Promise<void> => {
    const key = invitationKey(hash)
    const get = new GetItemCommand({ TableName: tableName(), Key: keyAttributes(key), ConsistentRead: true })
    const item = readAttributes(await sendToTable(call, (options) => database().send(get, options)))
    const email = item?.get('email')
    const isOwn = typeof email === 'string' && isOwnAddress(email)
    const command = new UpdateItemCommand({
      TableName: tableName(),
      Key: keyAttributes(key),
      UpdateExpression: `${isOwn ? 'SET usesLeft = :none REMOVE email ' : ''}DELETE #usedBy :redeemers`,
      ConditionExpression: isSigned ? 'attribute_exists(pk)' : 'contains(#usedBy, :redeemer)',
      ExpressionAttributeNames: { '#usedBy': usedBy },
      ExpressionAttributeValues: {
        ...(isSigned ? {} : { ':redeemer': { S: redeemer } }),
        ':redeemers': { SS: [redeemer] },
        ...(isOwn ? { ':none': { N: '0' } } : {}),
      },
    })
    await tryConditional(call, (options) => database().send(command, options))
  }

  return {
    name: 'suite-table',
    async mark(key, nowMs, call) {
      const command = new UpdateItemCommand({
        TableName: tableName(),
        Key: keyAttributes(key),
        UpdateExpression: 'SET erasedAtMs = if_not_exists(erasedAtMs, :now) REMOVE dueShard, dueAtMs',
        ExpressionAttributeValues: { ':now': { N: String(nowMs) } },
        ReturnValues: 'ALL_NEW',
      })
      const { Attributes } = await sendToTable(call, (options) => database().send(command, options))
      return { ...readTraces(Attributes), isBusy: isBusyAt(Attributes, nowMs) }
    },
    async eraseItems(key, nowMs, call) {
      const kinds = textsOf(await findItems(key.pk, call), 'sk')
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
      const pk = userName === undefined ? undefined : signUpKey(userPoolId, userName)
      const found = pk === undefined ? [] : await findItems(pk, call)
      // A later account under the same name keeps what is theirs.
      const signUps = found.filter((signUp) => !signUp.has('sub') || signUp.get('sub') === sub)
      const noted = invitation === undefined ? [] : [invitation]
      for (const hash of new Set([...textsOf(signUps, 'invitation'), ...noted])) {
        const ofInvitation = signUps.filter((signUp) => signUp.get('invitation') === hash)
        const records = textsOf(ofInvitation, 'sk')
        const isSigned = noted.includes(hash) || ofInvitation.some((signUp) => signUp.has('sub'))
        // A record's key holds the hash of the address that signed up. Whoever redeemed without one that is still there
        // had passed the check at sign-up, which lets in nobody else.
        const isOwnAddress = (email: string): boolean =>
          records.length === 0 ||
          records.includes(invitationRecordKey({ userPoolId, userName: userName ?? '', email }).sk)
        await leaveInvitation(hash, redeemerOf(userPoolId, sub), isSigned, isOwnAddress, call)
      }
      // Last, since they say in which invitations the user is noted.
      if (pk !== undefined) for (const sk of textsOf(signUps, 'sk')) await remove({ pk, sk }, call)
      if (reservation !== undefined) {
        const command = new DeleteItemCommand({
          TableName: tableName(),
          Key: keyAttributes({ pk: reservation, sk: 'RESERVATION' }),
          ConditionExpression: '#sub = :sub',
          ExpressionAttributeNames: { '#sub': 'sub' },
          ExpressionAttributeValues: { ':sub': { S: sub } },
        })
        await tryConditional(call, (options) => database().send(command, options))
      }
    },
  }
}

/** Keys, when, and until when. */
const markFields = 4

function textsOf(items: readonly TableItem[], name: string): readonly string[] {
  return items.flatMap((item) => {
    const value = item.get(name)
    return typeof value === 'string' ? [value] : []
  })
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

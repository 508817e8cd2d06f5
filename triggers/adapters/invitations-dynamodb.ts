/** Redeems invitations, joins tenants and keeps reservations, each by one conditional write, through the AWS SDK. */
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { invitationKey, readInvitation } from '../core/invitation.ts'
import type { Call } from '../core/step.ts'
import type { TableItem, TableKey } from '../core/suite-table.ts'
import type { Grants, Invitations, Memberships } from '../post-confirmation/invitations.ts'
import type { KeptReservations } from '../post-confirmation/effects/keep-reservation.ts'
import { tableName } from './connection.ts'
import { type Database, sendToTable, suiteDatabase, tryConditional } from './dynamodb-client.ts'
import { keyAttributes, readAttributes, toAttribute } from './dynamodb-json.ts'
import { createTableWriter } from './suite-table-dynamodb.ts'

/** What `suite.ts` gives to the effects of invited users. */
export const suiteInvitations: Invitations & Memberships & KeptReservations = createInvitations(suiteDatabase)

/** The attribute of an invitation that holds who used it. */
export const usedBy = 'usedBy'

/** How an invitation notes a user. */
export function redeemerOf(userPoolId: string, sub: string): string {
  return `${userPoolId}#${sub}`
}

export function createInvitations(database: Database): Invitations & Memberships & KeptReservations {
  const writer = createTableWriter(database)
  const read = async (key: TableKey, call: Call): Promise<TableItem | undefined> => {
    const command = new GetItemCommand({
      TableName: tableName(),
      Key: keyAttributes(key),
      ConsistentRead: true,
    })
    return readAttributes(await sendToTable(call, (options) => database().send(command, options)))
  }
  const send = (command: UpdateItemCommand, call: Call) =>
    tryConditional(call, (options) => database().send(command, options))

  return {
    name: 'suite-table',
    async redeem({ userPoolId, sub, record }, nowMs, call) {
      const signUp = await read(record, call)
      const hash = signUp?.get('invitation')
      if (typeof hash !== 'string') return { kind: 'none' }
      const redeemer = redeemerOf(userPoolId, sub)
      const command = new UpdateItemCommand({
        TableName: tableName(),
        Key: keyAttributes(invitationKey(hash)),
        UpdateExpression: 'ADD usesLeft :one, #usedBy :redeemers',
        // An expired item stays until the table removes it, which may take days.
        ConditionExpression:
          'usesLeft > :none AND NOT contains(#usedBy, :redeemer) AND (attribute_not_exists(expiresAtS) OR expiresAtS > :now)',
        ExpressionAttributeNames: { '#usedBy': usedBy },
        ExpressionAttributeValues: {
          ':one': { N: '-1' },
          ':none': { N: '0' },
          ':now': { N: String(Math.floor(nowMs / 1_000)) },
          ':redeemer': { S: redeemer },
          ':redeemers': { SS: [redeemer] },
        },
        ReturnValues: 'ALL_NEW',
      })
      const taken = await send(command, call)
      const item =
        taken === undefined
          ? await read(invitationKey(hash), call)
          : readAttributes({ Item: taken.Attributes })
      const users = item?.get(usedBy)
      const isOurs = Array.isArray(users) && users.includes(redeemer)
      if (!isOurs) return { kind: 'refused' }
      // `erase` finds by it, years later, in which invitation the user is noted.
      if (signUp?.has('expiresAtS') === true) await send(keepForEver(record), call)
      return { kind: 'redeemed', invitation: hash, grants: grantsOf(item) }
    },
    async join(key, { tenant, roles, sinceMs }, call) {
      const membership = { roles, sinceMs }
      if ((await writer.putIfAbsent(key, { tenants: { [tenant]: membership } }, call)) === 'written') return
      const command = new UpdateItemCommand({
        TableName: tableName(),
        Key: keyAttributes(key),
        UpdateExpression: 'SET tenants.#tenant = :membership',
        // An erased user's item has no tenants, and gets none.
        ConditionExpression: 'attribute_exists(tenants) AND attribute_not_exists(tenants.#tenant)',
        ExpressionAttributeNames: { '#tenant': tenant },
        ExpressionAttributeValues: { ':membership': toAttribute(membership) },
      })
      await send(command, call)
    },
    async keep({ key, holder }, sub, call) {
      const command = new UpdateItemCommand({
        TableName: tableName(),
        Key: keyAttributes(key),
        UpdateExpression: 'SET #sub = :sub, holder = :holder REMOVE expiresAtS',
        ConditionExpression:
          'attribute_not_exists(pk) OR (holder = :holder AND (attribute_not_exists(#sub) OR #sub = :sub))',
        ExpressionAttributeNames: { '#sub': 'sub' },
        ExpressionAttributeValues: { ':sub': { S: sub }, ':holder': { S: holder } },
      })
      return (await send(command, call)) === undefined ? 'taken' : 'kept'
    },
  }
}

function keepForEver(key: TableKey): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName: tableName(),
    Key: keyAttributes(key),
    UpdateExpression: 'REMOVE expiresAtS',
    ConditionExpression: 'attribute_exists(pk)',
  })
}

function grantsOf(item: TableItem | undefined): Grants {
  const { groups = [], tenant } = readInvitation(item) ?? {}
  return { groups, ...(tenant === undefined ? {} : { tenant }) }
}

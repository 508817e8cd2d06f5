/** Reserves addresses and remembers invitations in the suite's table, with signed requests and no AWS SDK. */
import { type EmailReservation, type EmailReservations, isHeldBy } from '../core/email-reservation.ts'
import type { InvitationRecords } from '../core/invitation.ts'
import type { TableItem, TableKey } from '../core/suite-table.ts'
import type { Call } from '../core/step.ts'
import { type Connection, connectTo } from './connection.ts'
import { keyAttributes, readAttributes, toAttribute } from './dynamodb-json.ts'
import { callTable, isConditionFailure, readMany } from './suite-table-https.ts'

/** What `suite.ts` gives to `oneAccountPerAddress` and `signUpMode`.
 * @public */
export const signUpRecords: EmailReservations & InvitationRecords = createSignUpRecords(() =>
  connectTo('dynamodb'),
)

export function createSignUpRecords(connect: () => Connection): EmailReservations & InvitationRecords {
  let connection: Connection | undefined
  const connected = (): Connection => (connection ??= connect())

  /** A reservation that stands, read back consistently. */
  const read = async (key: TableKey, call: Call): Promise<TableItem | undefined> => {
    const input = { Key: keyAttributes(key), ConsistentRead: true }
    return readAttributes(await callTable(connected(), 'GetItem', input, call))
  }
  /** Whether a version before gave the mailbox to somebody else, who has it still. */
  const isTakenFormerly = async (
    reservation: EmailReservation,
    nowS: number,
    call: Call,
  ): Promise<boolean> => {
    const { formerKeys = [] } = reservation
    if (formerKeys.length === 0) return false
    const items = await readMany(connected(), formerKeys, call)
    return items.some((item) => {
      const untilS = item.get('expiresAtS')
      const isLapsed = typeof untilS === 'number' && untilS <= nowS
      return !isLapsed && !isHeldBy(reservation, item)
    })
  }

  /** Puts an item with an expiry, unless one stands there of another value, or without expiry. */
  const putOwn = async (
    {
      key,
      name,
      value,
    }: { readonly key: TableKey; readonly name: 'holder' | 'invitation'; readonly value: string },
    { nowS, expiresAtS }: { readonly nowS: number; readonly expiresAtS: number },
    call: Call,
  ): Promise<boolean> => {
    const input = {
      Item: { ...keyAttributes(key), [name]: toAttribute(value), expiresAtS: toAttribute(expiresAtS) },
      // A permanent item has no expiry and fails every part, its own holder's too: it stays permanent.
      ConditionExpression: `attribute_not_exists(pk) OR expiresAtS <= :now OR (${name} = :own AND attribute_exists(expiresAtS))`,
      ExpressionAttributeValues: { ':now': toAttribute(nowS), ':own': toAttribute(value) },
    }
    try {
      await callTable(connected(), 'PutItem', input, call)
      return true
    } catch (error) {
      if (isConditionFailure(error)) return false
      throw error
    }
  }

  return {
    name: 'suite-table',
    connect: () => connected().open(),
    async reserve(request, call) {
      const { key, holder, nowS } = request
      if (await isTakenFormerly(request, nowS, call)) return 'taken'
      if (await putOwn({ key, name: 'holder', value: holder }, request, call)) return 'reserved'
      return isHeldBy(request, await read(key, call)) ? 'reserved' : 'taken'
    },
    async remember({ key, invitation, ...times }, call) {
      return (await putOwn({ key, name: 'invitation', value: invitation }, times, call))
        ? 'remembered'
        : 'taken'
    },
  }
}

/** Reserves addresses and remembers invitations in the suite's table, with signed requests and no AWS SDK. */
import type { EmailReservations } from '../core/email-reservation.ts'
import type { InvitationRecords } from '../core/invitation.ts'
import type { Json } from '../core/decision.ts'
import type { TableKey } from '../core/suite-table.ts'
import type { Call } from '../core/step.ts'
import { type Connection, connectTo } from './connection.ts'
import { keyAttributes, readAttributes, toAttribute } from './dynamodb-json.ts'
import { callTable, isConditionFailure } from './suite-table-https.ts'

/** What `suite.ts` gives to `oneAccountPerAddress` and `signUpMode`.
 * @public */
export const signUpRecords: EmailReservations & InvitationRecords = createSignUpRecords(() =>
  connectTo('dynamodb'),
)

export function createSignUpRecords(connect: () => Connection): EmailReservations & InvitationRecords {
  let connection: Connection | undefined
  const connected = (): Connection => (connection ??= connect())

  /** The holder of a reservation that stands, read back consistently. */
  const readHolder = async (key: TableKey, call: Call): Promise<Json | undefined> => {
    const input = { Key: keyAttributes(key), ConsistentRead: true }
    return readAttributes(await callTable(connected(), 'GetItem', input, call))?.get('holder')
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
    async reserve({ key, holder, formerHolder = holder, ...times }, call) {
      const isWritten = await putOwn({ key, name: 'holder', value: holder }, times, call)
      if (isWritten) return 'reserved'
      const heldBy = await readHolder(key, call)
      return heldBy === holder || heldBy === formerHolder ? 'reserved' : 'taken'
    },
    async remember({ key, invitation, ...times }, call) {
      return (await putOwn({ key, name: 'invitation', value: invitation }, times, call))
        ? 'remembered'
        : 'taken'
    },
  }
}

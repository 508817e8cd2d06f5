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

  return {
    name: 'suite-table',
    connect: () => connected().open(),
    async reserve({ key, holder, nowS, expiresAtS }, call) {
      try {
        await callTable(
          connected(),
          'PutItem',
          {
            Item: toItem(key, { holder, expiresAtS }),
            // A permanent reservation has no expiry and fails every part, its own holder's too: it stays permanent.
            ConditionExpression:
              'attribute_not_exists(pk) OR expiresAtS <= :now OR (holder = :holder AND attribute_exists(expiresAtS))',
            ExpressionAttributeValues: { ':now': toAttribute(nowS), ':holder': toAttribute(holder) },
          },
          call,
        )
        return 'reserved'
      } catch (error) {
        if (!isConditionFailure(error)) throw error
        return (await readHolder(key, call)) === holder ? 'reserved' : 'taken'
      }
    },
    async remember(key, record, call) {
      await callTable(connected(), 'PutItem', { Item: toItem(key, record) }, call)
    },
  }
}

function toItem(key: TableKey, record: Readonly<Record<string, Json>>): Readonly<Record<string, unknown>> {
  const attributes = Object.entries(record).map(([name, value]) => [name, toAttribute(value)] as const)
  return { ...Object.fromEntries(attributes), ...keyAttributes(key) }
}

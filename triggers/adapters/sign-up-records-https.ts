/** Reserves addresses and notes invitations in the suite's table. */
import { type EmailReservation, isHeldBy } from '../domain/email-reservation.ts'
import type { EmailReservations } from '../ports/email-reservations.ts'
import type { InvitationRecords } from '../ports/invitation-records.ts'
import type { TableKey } from '../domain/table-item.ts'
import type { Call } from '../core/step.ts'
import { type Database, readMany, readNow, suiteDatabase, tryConditional } from './dynamodb-client.ts'
import { keyAttributes, toAttributes } from './dynamodb-json.ts'

/** Give it to `oneAccountPerAddress` and `signUpMode` in `suite.ts`.
 * @public */
export const signUpRecords: EmailReservations & InvitationRecords = createSignUpRecords(suiteDatabase)

export function createSignUpRecords(database: Database): EmailReservations & InvitationRecords {
  /** Whether an earlier version gave the mailbox to another holder who still has it. */
  const isTakenFormerly = async (
    reservation: EmailReservation,
    nowS: number,
    call: Call,
  ): Promise<boolean> => {
    const { formerKeys = [] } = reservation
    const items = await readMany(database, formerKeys, call)
    return items.some((item) => {
      const untilS = item.get('expiresAtS')
      const isLapsed = typeof untilS === 'number' && untilS <= nowS
      return !isLapsed && !isHeldBy(reservation, item)
    })
  }

  /** Puts an item with an expiry, unless the key holds another value or an item without expiry. */
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
      Item: { ...keyAttributes(key), ...toAttributes({ [name]: value, expiresAtS }) },
      // A permanent item has no expiry and fails every condition, also for its own holder: it stays permanent.
      ConditionExpression: `attribute_not_exists(pk) OR expiresAtS <= :now OR (${name} = :own AND attribute_exists(expiresAtS))`,
      ExpressionAttributeValues: toAttributes({ ':now': nowS, ':own': value }),
    }
    return (await tryConditional(database.send('PutItem', input, call))) !== undefined
  }

  return {
    name: 'table',
    connect: (count) => database.open(count),
    async reserve(request, call) {
      const { key, holder, nowS } = request
      if (await isTakenFormerly(request, nowS, call)) return 'taken'
      if (await putOwn({ key, name: 'holder', value: holder }, request, call)) return 'reserved'
      return isHeldBy(request, await readNow(database, key, call)) ? 'reserved' : 'taken'
    },
    async remember({ key, invitation, ...times }, call) {
      return (await putOwn({ key, name: 'invitation', value: invitation }, times, call))
        ? 'remembered'
        : 'taken'
    },
    async contest({ key, nowMs }, call) {
      const input = {
        Key: keyAttributes(key),
        UpdateExpression: 'SET contestedAtMs = if_not_exists(contestedAtMs, :now)',
        // A redeemed record has no expiry: it belongs to its user for good.
        ConditionExpression: 'attribute_exists(invitation) AND attribute_exists(expiresAtS)',
        ExpressionAttributeValues: toAttributes({ ':now': nowMs }),
      }
      await tryConditional(database.send('UpdateItem', input, call))
    },
  }
}

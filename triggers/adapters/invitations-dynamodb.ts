/** Redeems invitations by one transaction. Joins tenants and keeps reservations by one conditional write each. */
import { isHeldBy } from '../domain/email-reservation.ts'
import { invitationKey, isRecordOfSignUp, readInvitation } from '../domain/invitation.ts'
import type { Call } from '../core/step.ts'
import type { TableItem, TableKey } from '../domain/table-item.ts'
import { own } from '../core/json.ts'
import type { Grants, Invitations, Memberships } from '../ports/invitations.ts'
import type { KeptReservations } from '../ports/kept-reservations.ts'
import {
  type Database,
  putIfAbsent,
  readMany,
  readNow,
  suiteDatabase,
  type TableInput,
  tryConditional,
} from './dynamodb-client.ts'
import { keyAttributes, toAttribute } from './dynamodb-json.ts'
import { classify, ServiceError, type ServiceFault } from './service-error.ts'
import { tableName } from './setting.ts'

/** Give it to the effects of invited users in `suite.ts`. */
export const suiteInvitations: Invitations & Memberships & KeptReservations = createInvitations(suiteDatabase)

/** The attribute of an invitation that names its first user. Versions before the record had a `sub` read only this
 * attribute. */
export const usedBy = 'usedBy'

/** The most users that an invitation itself notes. An item has at most 400 KB, and every sign-up with the code reads it. */
const maxNoted = 100

export function redeemerOf(userPoolId: string, sub: string): string {
  return `${userPoolId}#${sub}`
}

export function createInvitations(database: Database): Invitations & Memberships & KeptReservations {
  const update = (input: TableInput, call: Call) => tryConditional(database.send('UpdateItem', input, call))

  return {
    name: 'table',
    async redeem({ userPoolId, sub, record, createdAtMs }, nowMs, call) {
      const redeemer = redeemerOf(userPoolId, sub)
      const look = async () => {
        const signUp = await readNow(database, record, call)
        const hash = signUp?.get('invitation')
        if (signUp === undefined || typeof hash !== 'string') return undefined
        const item = await readNow(database, invitationKey(hash), call)
        const users = item?.get(usedBy)
        const noted = Array.isArray(users) ? users : []
        const owner = signUp.get('sub')
        const isOurs = owner === undefined ? noted.includes(redeemer) : owner === sub
        const isOpen = owner === undefined && isRecordOfSignUp(signUp, { createdAtMs, nowMs })
        return { hash, item, noted, isOurs, isOpen, isSigned: owner !== undefined }
      }
      const first = await look()
      // Also when an earlier account under the same name and address redeemed it.
      if (first === undefined || !(first.isOurs || first.isOpen)) return { kind: 'none' }
      if (!first.isOurs && first.isOpen === 'contested') return { kind: 'contested' }
      const { hash, isOurs, isSigned, noted } = first
      const sign = signRecord(record, hash, sub)
      if (isOurs) {
        // An earlier version noted the user only in the invitation.
        if (!isSigned) await update(sign, call)
      } else {
        const take = takeUse(hash, redeemer, noted.length < maxNoted, nowMs)
        if (!(await transact(database, [take, sign], call)) && (await look())?.isOurs !== true)
          return { kind: 'refused' }
      }
      return { kind: 'redeemed', invitation: hash, grants: grantsOf(first.item) }
    },
    async join(key, { tenant, roles, sinceMs }, call) {
      const membership = { roles, sinceMs }
      const first = { tenants: { [tenant]: membership } }
      if ((await putIfAbsent(database, key, first, call)) === 'written') return
      const input = {
        Key: keyAttributes(key),
        UpdateExpression: 'SET tenants.#tenant = :membership',
        // An erased user's item has no tenants, and must get none.
        ConditionExpression: 'attribute_exists(tenants) AND attribute_not_exists(tenants.#tenant)',
        ExpressionAttributeNames: { '#tenant': tenant },
        ExpressionAttributeValues: { ':membership': toAttribute(membership) },
      }
      await update(input, call)
    },
    async keep(reservation, sub, call) {
      const { key, holder, formerHolder = holder, formerKeys = [] } = reservation
      // A reservation with an expiry is not kept. The confirmation of its user will meet this one.
      const formers = (await readMany(database, formerKeys, call)).filter((item) => !item.has('expiresAtS'))
      const owned = formers.find((item) => isHeldBy(reservation, item) && item.get('sub') === sub)
      const at = formerKeys.find(({ pk }) => pk === owned?.get('pk'))
      if (formers.length > 0) return at ?? 'taken'
      const input = {
        Key: keyAttributes(key),
        UpdateExpression: 'SET #sub = :sub, holder = :holder REMOVE expiresAtS',
        ConditionExpression:
          'attribute_not_exists(pk) OR (holder IN (:holder, :former) AND (attribute_not_exists(#sub) OR #sub = :sub))',
        ExpressionAttributeNames: { '#sub': 'sub' },
        ExpressionAttributeValues: {
          ':sub': { S: sub },
          ':holder': { S: holder },
          ':former': { S: formerHolder },
        },
      }
      return (await update(input, call)) === undefined ? 'taken' : key
    },
  }
}

/** Whether all items were written. False when a condition did not hold. A transaction that conflicted with another is
 * tried again.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
async function transact(database: Database, updates: readonly TableInput[], call: Call): Promise<boolean> {
  const TransactItems = updates.map((update) => ({ Update: { ...update, TableName: tableName() } }))
  const input = { TableName: undefined, TransactItems }
  const send = database.send('TransactWriteItems', input, call, { classifyRefusal })
  return send.then(
    () => true,
    (error: unknown) => {
      if (error instanceof ServiceError && error.says(conditionFailed)) return false
      throw error
    },
  )
}

/** One of the reasons for which a transaction is cancelled. */
const conditionFailed = 'ConditionalCheckFailed'

function classifyRefusal(status: number, exception: string, body: unknown): ServiceFault {
  const reasons = own(body, 'CancellationReasons')
  const codes = (Array.isArray(reasons) ? reasons : []).map((reason) => own(reason, 'Code'))
  const isPassing = (code: unknown): boolean =>
    typeof code === 'string' && classify(status, code) === 'throttled'
  return !codes.includes(conditionFailed) && codes.some(isPassing) ? 'throttled' : classify(status, exception)
}

/** Counts the use of an invitation that is valid and that the user has not used yet. */
function takeUse(hash: string, redeemer: string, isNoted: boolean, nowMs: number) {
  return {
    Key: keyAttributes(invitationKey(hash)),
    UpdateExpression: `ADD usesLeft :one${isNoted ? ', #usedBy :redeemers' : ''}`,
    // An expired item stays until the table removes it, which may take days.
    ConditionExpression:
      'usesLeft > :none AND NOT contains(#usedBy, :redeemer) AND (attribute_not_exists(expiresAtS) OR expiresAtS > :now)',
    ExpressionAttributeNames: { '#usedBy': usedBy },
    ExpressionAttributeValues: {
      ':one': { N: '-1' },
      ':none': { N: '0' },
      ':now': { N: String(Math.floor(nowMs / 1_000)) },
      ':redeemer': { S: redeemer },
      ...(isNoted ? { ':redeemers': { SS: [redeemer] } } : {}),
    },
  }
}

/** Gives the record of a sign-up to this user for good. Years later `erase` finds by it which invitation was used. */
function signRecord(key: TableKey, hash: string, sub: string) {
  return {
    Key: keyAttributes(key),
    UpdateExpression: 'SET #sub = :sub REMOVE expiresAtS',
    ConditionExpression: 'invitation = :hash AND attribute_not_exists(#sub)',
    ExpressionAttributeNames: { '#sub': 'sub' },
    ExpressionAttributeValues: { ':hash': { S: hash }, ':sub': { S: sub } },
  }
}

function grantsOf(item: TableItem | undefined): Grants {
  const { groups = [], tenant } = readInvitation(item) ?? {}
  return { groups, ...(tenant === undefined ? {} : { tenant }) }
}

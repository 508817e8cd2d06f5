/** Erases users from the suite's table. */
import type { Json } from '../core/decision.ts'
import { isOpen } from '../domain/effect-record.ts'
import { readFormerKeys } from '../domain/email-reservation.ts'
import { invitationKey, invitationRecordKey, signUpKey } from '../domain/invitation.ts'
import type { Call } from '../core/step.ts'
import type { TableItem, TableKey, UserItem } from '../domain/table-item.ts'
import { isObject, own } from '../core/json.ts'
import type { ErasableUsers, ErasedUser, MarkedUser, Trace } from '../ports/erasable-users.ts'
import { type Database, readNow, suiteDatabase, tryConditional } from './dynamodb-client.ts'
import { keyAttributes, toAttributes } from './dynamodb-json.ts'
import { redeemerOf, usedBy } from './invitations-dynamodb.ts'
import { readRecord } from './provisioning-item.ts'
import { readPartition, searchTable } from './table-search.ts'

export const suiteErasableUsers: ErasableUsers = createErasableUsers(suiteDatabase)

/** Items that an effect puts unless the key is taken. A bare mark under the key stops the effect. */
const writable: readonly UserItem[] = ['PROFILE', 'ENTITLEMENTS', 'MEMBERSHIPS']

/** How long the other marks stay, in seconds: 30 days, longer than any stream, queue or wait holds work. The record's
 * mark stays for good. */
const markTtlS = 2_592_000

export function createErasableUsers(database: Database): ErasableUsers {
  const put = async (key: TableKey, item: Readonly<Record<string, Json>>, call: Call): Promise<void> => {
    await database.send('PutItem', { Item: toAttributes({ ...item, ...key }) }, call)
  }
  /** The user's name and address in an invitation, whether or not the invitation is still valid. */
  const findInInvitation = async (
    hash: string,
    redeemer: string,
    isSigned: boolean,
    isOwnAddress: (email: string) => boolean,
    call: Call,
  ): Promise<readonly Trace[]> => {
    const key = invitationKey(hash)
    const item = await readNow(database, key, call)
    const [users, email] = [item?.get(usedBy), item?.get('email')]
    const isNoted = Array.isArray(users) && users.includes(redeemer)
    const isOwn = (isSigned || isNoted) && typeof email === 'string' && isOwnAddress(email)
    return isNoted || isOwn ? [{ kind: 'invitation', key, isOwn }] : []
  }

  return {
    name: 'table',
    async mark(key, nowMs, call) {
      const input = {
        Key: keyAttributes(key),
        UpdateExpression: 'SET erasedAtMs = if_not_exists(erasedAtMs, :now) REMOVE dueShard, dueAtMs',
        ExpressionAttributeValues: toAttributes({ ':now': nowMs }),
        ReturnValues: 'ALL_NEW',
      }
      const answer = await database.send('UpdateItem', input, call)
      return readMarked(own(answer, 'Attributes'), nowMs)
    },
    async read(key, call) {
      const input = { Key: keyAttributes(key), ConsistentRead: true }
      return readMarked(own(await database.send('GetItem', input, call), 'Item'), 0)
    },
    async findTraces(user, told, call) {
      const { userPoolId, sub } = user
      const redeemer = redeemerOf(userPoolId, sub)
      // Notes of a later account, or of a later sign-up, under the same name stay. A redeemed note without an owner was
      // written by an earlier version, and has no expiry.
      const isTheirs = (signUp: TableItem): boolean =>
        signUp.has('sub')
          ? signUp.get('sub') === sub
          : !signUp.has('expiresAtS') || told?.signUps.includes(textOf(signUp, 'sk')) === true
      const found =
        told === undefined
          ? await searchTable(database, user, call)
          : (await readPartition(database, signUpKey(userPoolId, told.userName), call)).filter(isTheirs)
      const [signUps, invitations, reservations] = ['SIGNUP#', 'INVITE#', 'EMAIL#'].map((prefix) =>
        found.filter((item) => textOf(item, 'pk').startsWith(prefix)),
      )
      const noted = [
        ...textsOf(invitations, 'pk').map((pk) => pk.slice('INVITE#'.length)),
        ...(told?.invitation === undefined ? [] : [told.invitation]),
      ]
      const traces: Trace[] = []
      for (const hash of new Set([...textsOf(signUps, 'invitation'), ...noted])) {
        const notes = (signUps ?? []).filter((signUp) => signUp.get('invitation') === hash)
        const isSigned = noted.includes(hash) || notes.some((signUp) => signUp.has('sub'))
        // A note's key holds the hash of the address that signed up. A user who redeemed the invitation without a
        // remaining note had passed the check at sign-up, which lets in only the invited address.
        const isOwnAddress = (email: string): boolean =>
          notes.length === 0 || textsOf(notes, 'sk').includes(noteKey(user, email))
        traces.push(...(await findInInvitation(hash, redeemer, isSigned, isOwnAddress, call)))
      }
      // After the invitations, since the notes say which invitations name the user.
      traces.push(...keysOf(signUps).map((key): Trace => ({ kind: 'sign-up', key })))
      const kept = keysOf(reservations)
      for (const pk of told?.reservations ?? []) {
        const key = { pk, sk: 'RESERVATION' }
        const item = await readNow(database, key, call)
        if (item?.get('sub') === sub) kept.push(key)
      }
      return [...traces, ...kept.map((key): Trace => ({ kind: 'reservation', key }))]
    },
    async removeTrace({ userPoolId, sub }, trace, call) {
      const Key = keyAttributes(trace.key)
      if (trace.kind === 'invitation') {
        // Without its address the invitation would let anybody in, so that its remaining uses are removed too.
        const input = {
          Key,
          UpdateExpression: `${trace.isOwn ? 'SET usesLeft = :none REMOVE email ' : ''}DELETE #usedBy :redeemers`,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#usedBy': usedBy },
          ExpressionAttributeValues: {
            ':redeemers': { SS: [redeemerOf(userPoolId, sub)] },
            ...(trace.isOwn ? { ':none': { N: '0' } } : {}),
          },
        }
        await tryConditional(database.send('UpdateItem', input, call))
        return
      }
      const isOwn = '#sub = :sub'
      const input = {
        Key,
        ConditionExpression: trace.kind === 'reservation' ? isOwn : `attribute_not_exists(#sub) OR ${isOwn}`,
        ExpressionAttributeNames: { '#sub': 'sub' },
        ExpressionAttributeValues: toAttributes({ ':sub': sub }),
      }
      await tryConditional(database.send('DeleteItem', input, call))
    },
    async findItems(key, call) {
      const items = await readPartition(database, key.pk, call)
      return textsOf(
        items.filter((item) => [...item.keys()].some((name) => !markNames.has(name))),
        'sk',
      )
    },
    async eraseItems(key, found, nowMs, call) {
      const expiresAtS = Math.floor(nowMs / 1_000) + markTtlS
      for (const sk of new Set([...writable, ...found]))
        if (sk !== key.sk) await put({ pk: key.pk, sk }, { erasedAtMs: nowMs, expiresAtS }, call)
      // It has no expiry: without the mark `reconcile` would take the user for a forgotten one.
      await put(key, { erasedAtMs: nowMs }, call)
    },
  }
}

/** The only attributes of a bare mark. */
const markNames: ReadonlySet<string> = new Set(['pk', 'sk', 'erasedAtMs', 'expiresAtS'])

function keysOf(items: readonly TableItem[] = []): TableKey[] {
  return items.map((item) => ({ pk: textOf(item, 'pk'), sk: textOf(item, 'sk') }))
}

function textsOf(items: readonly TableItem[] = [], name: string): readonly string[] {
  return items.map((item) => textOf(item, name)).filter((text) => text !== '')
}

function textOf(item: TableItem, name: string): string {
  const value = item.get(name)
  return typeof value === 'string' ? value : ''
}

/** The sort key of a sign-up with the address. The hash in it does not depend on the user name. */
function noteKey({ userPoolId }: ErasedUser, email: string): string {
  return invitationRecordKey({ userPoolId, userName: '', email }).sk
}

/** Reads what the mark replaced. */
function readMarked(item: unknown, nowMs: number): MarkedUser {
  const found = readRecord(
    isObject(item) ? { ...item, erasedAtMs: undefined } : item === undefined ? {} : item,
  )
  if (found.kind !== 'record') return { isBusy: false }
  const { user, entries, unlisted } = found.record
  const isBusy = [...entries.values()].some(
    (entry) => isOpen(entry) && entry.owner !== undefined && entry.freeAtMs > nowMs,
  )
  // After the table was restored, a record that waits for its effects lacks what an earlier record said.
  if (user.userName === '' || unlisted !== undefined) return { isBusy }
  const invitation = entries.get('consume-invitation')?.result
  const kept = entries.get('keep-reservation')
  // The reservation is kept but not yet noted in the record: then the facts still name it.
  const { pk = '', formerKeys = '' } = kept?.facts ?? {}
  const traces = {
    userName: user.userName,
    ...(invitation === undefined ? {} : { invitation }),
    signUps: [...entries.values()].flatMap(({ facts }) => facts['signUp'] ?? []),
    reservations: [kept?.result ?? pk, ...readFormerKeys(formerKeys).map((key) => key.pk)].filter(Boolean),
  }
  return { traces, isBusy }
}

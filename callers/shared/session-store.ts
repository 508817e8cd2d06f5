/** Sessions of browsers in the suite's table: the cookie holds a random id, the table its hash and the sealed tokens. */
import {
  type Database,
  putIfAbsent,
  readNow,
  type TableInput,
  type TableOperation,
  tryConditional,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-client'
import {
  keyAttributes,
  readAttributes,
  toAttributes,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import {
  isObject,
  own,
  ownNumber,
  ownText,
  type RawObject,
  readJson,
} from '@cognito-trigger-suite/triggers/internal/core/json'
import { sha256 } from '@cognito-trigger-suite/triggers/internal/core/sha256'
import type { TableItem, TableKey } from '@cognito-trigger-suite/triggers/internal/domain/table-item'
import { tableCall } from './bounded.ts'
import type { Call } from './handler.ts'
import type { HttpRequest } from './http.ts'
import type { Sealer } from './seal.ts'

/** No script can read it and no other host can set it.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpbis-rfc6265bis/ */
export const sessionCookie = '__Host-Http-session'

/** The partitions that the store reads and writes, in IAM's form. */
export const sessionKeys = 'SESSION#*'

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  /** When the access token ends, in epoch milliseconds. */
  readonly accessEndsAtMs: number
  /** Of the access token and the ID token. */
  readonly claims: RawObject
}

export interface Session extends Tokens {
  readonly key: TableKey
  /** How often the tokens were renewed. */
  readonly refreshes: number
}

/** What is needed to remove a session. */
export type SessionRef = Pick<Session, 'key' | 'claims'>

export interface SessionStore {
  /** Gives the whole `Set-Cookie` value, and the oldest sessions of the person that are too many now. */
  create(
    tokens: Tokens,
    call: Call,
  ): Promise<{ readonly cookie: string; readonly tooMany: readonly SessionRef[] }>
  /** The other sessions of the person. */
  others(session: SessionRef, call: Call): Promise<readonly SessionRef[]>
  /** Undefined without a session, and for one that has ended. */
  read(cookies: HttpRequest['cookies'], call: Call): Promise<Session | undefined>
  readAgain(session: Pick<Session, 'key'>, call: Call): Promise<Session | undefined>
  /** Whether this call alone may now renew the tokens, for so many milliseconds. */
  lease(session: Session, forMs: number, call: Call): Promise<boolean>
  /** Stores the successor and ends the lease; undefined when another has stored one. */
  replace(session: Session, tokens: Tokens, call: Call): Promise<Session | undefined>
  /** Lets others renew. */
  release(session: Session, call: Call): Promise<void>
  /** Removes the session; with `isLeased` only while this call has the lease. */
  remove(session: SessionRef, call: Call, isLeased?: boolean): Promise<void>
}

export interface SessionOptions {
  readonly database: Database
  readonly sealer: Sealer
  /** How long a session lasts, in seconds: as long as the app client's refresh tokens. */
  readonly lifeS: number
  /** The most sessions of one person. Default none may be made. */
  readonly max?: number
  /** Default random. */
  readonly makeId?: () => string
}

const idBytes = 32

export function createSessionStore({
  database,
  sealer,
  lifeS,
  max = 0,
  makeId = randomId,
}: SessionOptions): SessionStore {
  const seal = (
    { pk }: TableKey,
    { accessToken, refreshToken, accessEndsAtMs, claims }: Tokens,
    call: Call,
  ) => sealer.seal(JSON.stringify({ accessToken, refreshToken, accessEndsAtMs, claims }), pk, call.signal)
  const find = async (key: TableKey, call: Call): Promise<Session | undefined> =>
    readSession(sealer, key, await readNow(database, key, tableCall(call)), call)

  const write = (operation: TableOperation, input: TableInput, call: Call): Promise<RawObject | undefined> =>
    tryConditional(database.send(operation, input, tableCall(call)))
  const byHolder = ({ requestId }: Call) => ({
    ConditionExpression: 'leaseHolder = :holder',
    ExpressionAttributeValues: toAttributes({ ':holder': requestId }),
  })
  /** Adds a session to those of its person, and gives them all, the oldest first. */
  const enroll = async ({ key, claims }: SessionRef, call: Call): Promise<readonly SessionRef[]> => {
    const nowMs = Math.floor(call.clock.epochMs())
    const input = {
      Key: keyAttributes(personKey(claims)),
      UpdateExpression: 'SET #session = :now, expiresAtS = :end',
      ExpressionAttributeNames: { '#session': key.pk },
      ExpressionAttributeValues: toAttributes({
        ':now': nowMs,
        ':end': Math.floor(nowMs / 1_000) + lifeS,
      }),
      ReturnValues: 'ALL_NEW',
    }
    const answer = await database.send('UpdateItem', input, tableCall(call))
    return refsOf(readAttributes({ Item: own(answer, 'Attributes') }), claims)
  }

  return {
    async create(tokens, call) {
      const id = makeId()
      const key = keyOf(id)
      const item = {
        sealedTokens: await seal(key, tokens, call),
        refreshes: 0,
        expiresAtS: Math.floor(call.clock.epochMs() / 1_000) + lifeS,
      }
      if ((await putIfAbsent(database, key, item, tableCall(call))) === 'exists') {
        // An attempt whose answer was lost has written it. Nobody else has this id.
        const written = await find(key, call)
        if (written?.refreshToken !== tokens.refreshToken)
          throw new TypeError('a session has this id already')
      }
      const ofPerson = await enroll({ key, claims: tokens.claims }, call)
      return { cookie: cookieOf(id, lifeS), tooMany: ofPerson.slice(0, Math.max(0, ofPerson.length - max)) }
    },
    async others({ key, claims }, call) {
      const item = await readNow(database, personKey(claims), tableCall(call))
      return refsOf(item, claims).filter((each) => each.key.pk !== key.pk)
    },
    async read(cookies, call) {
      const key = sessionKeyOf(cookies)
      return key && find(key, call)
    },
    readAgain: ({ key }, call) => find(key, call),
    async lease({ key, refreshes }, forMs, call) {
      const nowMs = Math.floor(call.clock.epochMs())
      const input = {
        Key: keyAttributes(key),
        UpdateExpression: 'SET leaseHolder = :holder, leaseUntilMs = :until',
        // A repeat of this call, after a lost answer, finds its own lease.
        ConditionExpression:
          'refreshes = :refreshes AND (attribute_not_exists(leaseUntilMs) OR leaseUntilMs < :now OR leaseHolder = :holder)',
        ExpressionAttributeValues: toAttributes({
          ':holder': call.requestId,
          ':until': nowMs + forMs,
          ':now': nowMs,
          ':refreshes': refreshes,
        }),
      }
      return (await write('UpdateItem', input, call)) !== undefined
    },
    async replace(session, tokens, call) {
      const { key } = session
      const refreshes = session.refreshes + 1
      const input = {
        Key: keyAttributes(key),
        UpdateExpression: 'SET sealedTokens = :tokens, refreshes = :next REMOVE leaseUntilMs, leaseHolder',
        // Of two holders, one of them late, the first to write counts, and the other takes what that one stored.
        ConditionExpression: 'refreshes = :before',
        ExpressionAttributeValues: toAttributes({
          ':tokens': await seal(key, tokens, call),
          ':next': refreshes,
          ':before': session.refreshes,
        }),
      }
      const written = await write('UpdateItem', input, call)
      return written === undefined ? undefined : { ...tokens, key, refreshes }
    },
    async release({ key }, call) {
      const UpdateExpression = 'REMOVE leaseUntilMs, leaseHolder'
      await write('UpdateItem', { Key: keyAttributes(key), UpdateExpression, ...byHolder(call) }, call)
    },
    async remove({ key, claims }, call, isLeased = false) {
      const input = { Key: keyAttributes(key), ...(isLeased ? byHolder(call) : {}) }
      const removed = await write('DeleteItem', input, call)
      if (removed === undefined) return
      const leave = {
        Key: keyAttributes(personKey(claims)),
        UpdateExpression: 'REMOVE #session',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#session': key.pk },
      }
      await write('UpdateItem', leave, call)
    },
  }
}

/** Ends the browser's side of a session. */
export const endedSessionCookie = cookieOf('', 0)

/** `Strict`: no other site's link or form carries it. */
function cookieOf(id: string, maxAgeS: number): string {
  return `${sessionCookie}=${id}; Path=/; Max-Age=${maxAgeS}; Secure; HttpOnly; SameSite=Strict`
}

/** Who reads the table has no session: the cookie cannot be made from the hash. */
function keyOf(id: string): TableKey {
  return { pk: `SESSION#${sha256('session', id)}`, sk: 'SESSION' }
}

/** Where the sessions of a person are listed, each as an attribute: when it began, by its key. */
function personKey(claims: RawObject): TableKey {
  return { pk: `SESSION#${sha256('person', ownText(claims, 'sub') ?? '')}`, sk: 'PERSON' }
}

/** The oldest first. */
function refsOf(item: TableItem | undefined, claims: RawObject): readonly SessionRef[] {
  return [...(item ?? [])]
    .filter(([name]) => name.startsWith('SESSION#'))
    .toSorted(([, one], [, other]) => Number(one) - Number(other))
    .map(([pk]) => ({ key: { pk, sk: 'SESSION' }, claims }))
}

/** The key of the browser's session, whether there still is one; undefined without its cookie. */
export function sessionKeyOf(cookies: HttpRequest['cookies']): TableKey | undefined {
  const id = cookies.get(sessionCookie) ?? ''
  return /^[\w-]{43}$/.test(id) ? keyOf(id) : undefined
}

async function readSession(
  sealer: Sealer,
  key: TableKey,
  item: TableItem | undefined,
  call: Call,
): Promise<Session | undefined> {
  const sealed = item?.get('sealedTokens')
  const refreshes = item?.get('refreshes')
  const expiresAtS = item?.get('expiresAtS')
  if (typeof sealed !== 'string' || typeof refreshes !== 'number' || typeof expiresAtS !== 'number')
    return undefined
  // The table removes an item up to days after its end.
  if (expiresAtS * 1_000 <= call.clock.epochMs()) return undefined
  const opened = readJson((await sealer.open(sealed, key.pk, call.signal)) ?? '')
  const accessToken = ownText(opened, 'accessToken')
  const refreshToken = ownText(opened, 'refreshToken')
  const accessEndsAtMs = ownNumber(opened, 'accessEndsAtMs')
  const claims = own(opened, 'claims')
  if (accessToken === undefined || refreshToken === undefined || accessEndsAtMs === undefined)
    return undefined
  return { key, refreshes, accessToken, refreshToken, accessEndsAtMs, claims: isObject(claims) ? claims : {} }
}

function randomId(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(idBytes).toString('base64url')
}

/** The claims of a token that Cognito itself gave, over TLS. */
export function claimsIn(token = ''): RawObject {
  const payload = readJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  return isObject(payload) ? payload : {}
}

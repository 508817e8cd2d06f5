/** The administration of a user pool as its adapters share it. */
import type { Call } from '../core/step.ts'
import { isObject, own, ownText, type RawObject } from '../core/json.ts'
import { cognito } from './aws-services.ts'
import { type Connection, openSockets } from './connection.ts'
import { ServiceError } from './service-error.ts'
import { callService } from './signed-call.ts'

export interface UserPool {
  /** One call, with as many attempts as the step allows. Rejects with a `ServiceError`. */
  send(operation: string, input: object, call: Call): Promise<RawObject>
  open(count?: number): Promise<void>
}

export function createUserPool(connect: () => Connection): UserPool {
  let connection: Connection | undefined
  const connected = (): Connection => (connection ??= connect())
  return {
    send: async (operation, input, call) => callService(connected(), cognito, operation, input, call),
    // Init cannot read from a pool, since it does not know which pool.
    open: async (count) => openSockets(connected(), { method: 'GET', path: '/ping' }, count),
  }
}

/** Users of one page, Cognito's most. */
const pageSize = 60

interface UserPage {
  readonly users: readonly RawObject[]
  /** The token of the next page. A page may be empty without being the last. */
  readonly token: string | undefined
}

/** One page of the users, or of those whose attribute has the value.
 * @throws ServiceError `user_pool_answer_unreadable`: a user left out would look like an unknown user */
export async function listUsers(
  pool: UserPool,
  {
    userPoolId,
    by,
    token,
  }: {
    readonly userPoolId: string
    readonly by?: readonly [attribute: string, value: string]
    readonly token: string | undefined
  },
  call: Call,
): Promise<UserPage> {
  const input = {
    UserPoolId: userPoolId,
    ...(by === undefined ? {} : { Filter: `${by[0]} = "${escapeFilter(by[1])}"` }),
    Limit: pageSize,
    ...(token === undefined ? {} : { PaginationToken: token }),
  }
  const answer = await pool.send('ListUsers', input, call)
  const users = own(answer, 'Users')
  const next = own(answer, 'PaginationToken') ?? undefined
  const isRest = next === undefined || typeof next === 'string'
  if (!Array.isArray(users) || !users.every(isUser) || !isRest) throw unreadable()
  return { users, token: next }
}

/** The most pages of a search. */
const maxPages = 3

/** The users whose attribute has the value, until `isEnough` is satisfied. More than three pages are too many to tell apart.
 * @throws ServiceError `user_pool_answer_unreadable` */
export async function findUsers(
  pool: UserPool,
  userPoolId: string,
  by: readonly [attribute: string, value: string],
  call: Call,
  isEnough: (found: readonly RawObject[]) => boolean = () => false,
): Promise<readonly RawObject[]> {
  const found: RawObject[] = []
  let token: string | undefined
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await listUsers(pool, { userPoolId, by, token }, call)
    found.push(...answer.users)
    token = answer.token
    if (token === undefined || isEnough(found)) return found
  }
  throw unreadable()
}

function unreadable(): ServiceError {
  return new ServiceError(cognito.name, 'answer_unreadable')
}

/** Escapes backslash and quote, so that a value cannot end the filter.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
function escapeFilter(value: string): string {
  return value.replaceAll(/[\\"]/g, String.raw`\$&`)
}

function isUser(user: unknown): user is RawObject {
  return ownText(user, 'Username') !== undefined
}

export function attributesOf(user: RawObject): ReadonlyMap<string, string> {
  const attributes = own(user, 'Attributes')
  if (!Array.isArray(attributes)) return new Map()
  return new Map(
    attributes.filter(isObject).flatMap((attribute) => {
      const [name, value] = [ownText(attribute, 'Name'), ownText(attribute, 'Value')]
      return name === undefined || value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** Lists the users of a pool. */
import { own, ownNumber, ownText, type RawObject } from '../core/json.ts'
import type { PoolUser, UserList } from '../ports/record-index.ts'
import { cognito } from './aws-services.ts'
import { type Connection, connectTo } from './connection.ts'
import { asEffectError } from './effect-error.ts'
import { attributesOf, createUserPool, findUsers, listUsers } from './user-pool.ts'

/** The list that `suite.ts` uses. */
export const cognitoUserList: UserList = createUserList(() => connectTo(cognito))

export function createUserList(connect: () => Connection): UserList {
  const pool = createUserPool(connect)
  return {
    name: 'user-pool',
    async listUsers(page, call) {
      const { users, token } = await named(listUsers(pool, page, call))
      return { users: users.flatMap(readUser), nextToken: token }
    },
    async findUser({ userPoolId, sub }, call) {
      const find = (users: readonly RawObject[]) => users.flatMap(readUser).find((user) => user.sub === sub)
      const isEnough = (users: readonly RawObject[]): boolean => find(users) !== undefined
      return find(await named(findUsers(pool, userPoolId, ['sub', sub], call, isEnough)))
    },
  }
}

async function named<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    throw asEffectError(error)
  }
}

/** Undefined without a `sub`. */
function readUser(user: RawObject): readonly PoolUser[] {
  const attributes = attributesOf(user)
  const sub = attributes.get('sub')
  if (sub === undefined) return []
  return [
    {
      userName: ownText(user, 'Username') ?? '',
      sub,
      status: ownText(user, 'UserStatus') || 'UNKNOWN',
      isEnabled: own(user, 'Enabled') !== false,
      createdAtMs: timeOf(user, 'UserCreateDate'),
      modifiedAtMs: timeOf(user, 'UserLastModifiedDate'),
      attributes,
    },
  ]
}

/** Cognito's seconds with a fraction, in milliseconds; 0 when they are missing. */
function timeOf(user: RawObject, name: string): number {
  return Math.round((ownNumber(user, name) ?? 0) * 1_000)
}

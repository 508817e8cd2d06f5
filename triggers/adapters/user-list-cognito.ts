/** Lists the users of a pool through the AWS SDK. */
import {
  type AttributeType,
  CognitoIdentityProviderClient,
  ListUsersCommand,
  type ListUsersCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Call } from '../core/step.ts'
import type { UserList } from '../provisioning-worker/record-index.ts'
import { type Connection, connectTo } from './connection.ts'
import { clientOptions, sendByAttempts } from './sdk-call.ts'
import { ServiceError } from './service-error.ts'

/** Cognito's most. */
const pageSize = 60

/** Pages of the search for one user: one may be empty and yet not be the last. */
const maxSearchPages = 3

/** The list that `suite.ts` uses. */
export const cognitoUserList: UserList = createUserList(() => connectTo('cognito-idp'))

export function createUserList(connect: () => Connection): UserList {
  let opened: CognitoIdentityProviderClient | undefined
  const client = (): CognitoIdentityProviderClient => {
    if (opened !== undefined) return opened
    const connection = connect()
    opened = new CognitoIdentityProviderClient({
      endpoint: connection.url.href,
      ...clientOptions('user_pool', () => connection),
    })
    return opened
  }
  const listPage = async (
    input: ListUsersCommandInput,
    token: string | undefined,
    call: Call,
  ): ReturnType<UserList['listUsers']> => {
    const command = new ListUsersCommand({
      ...input,
      Limit: pageSize,
      ...(token === undefined ? {} : { PaginationToken: token }),
    })
    const { Users = [], PaginationToken } = await sendByAttempts('user_pool', call, (options) =>
      client().send(command, options),
    )
    const users = Users.flatMap((user) => {
      const attributes = readAttributes(user.Attributes)
      const sub = attributes.get('sub')
      if (sub === undefined || user.Username === undefined) return []
      return [
        {
          userName: user.Username,
          sub,
          status: user.UserStatus ?? 'UNKNOWN',
          isEnabled: user.Enabled !== false,
          createdAtMs: user.UserCreateDate?.getTime() ?? 0,
          modifiedAtMs: user.UserLastModifiedDate?.getTime() ?? 0,
          attributes,
        },
      ]
    })
    return { users, nextToken: PaginationToken }
  }
  return {
    name: 'user-directory',
    listUsers: ({ userPoolId, token }, call) => listPage({ UserPoolId: userPoolId }, token, call),
    async findUser({ userPoolId, sub }, call) {
      const input = { UserPoolId: userPoolId, Filter: `sub = "${escapeFilter(sub)}"` }
      let token: string | undefined
      for (let page = 0; page < maxSearchPages; page += 1) {
        const { users, nextToken } = await listPage(input, token, call)
        const found = users.find((user) => user.sub === sub)
        if (found !== undefined || nextToken === undefined) return found
        token = nextToken
      }
      throw new ServiceError('user_pool', 'answer_unreadable')
    },
  }
}

/** Backslash and quote, so that nothing ends the value.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
function escapeFilter(value: string): string {
  return value.replaceAll(/[\\"]/g, String.raw`\$&`)
}

function readAttributes(attributes: readonly AttributeType[] | undefined): ReadonlyMap<string, string> {
  return new Map(
    (attributes ?? []).flatMap(({ Name, Value }) =>
      Name === undefined || Value === undefined ? [] : [[Name, Value] as const],
    ),
  )
}

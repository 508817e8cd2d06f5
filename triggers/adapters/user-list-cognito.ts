/** Lists the users of a pool through the AWS SDK. */
import {
  type AttributeType,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type { UserList } from '../provisioning-worker/record-index.ts'
import { type Connection, connectTo } from './connection.ts'
import { attemptLimits, countAttempts, sdkMaxAttempts } from './sdk-call.ts'

/** Cognito's most. */
const pageSize = 60

/** A page takes Cognito longer than other calls. */
const pageTimeoutMs = 4_000

/** The list that `suite.ts` uses. */
export const cognitoUserList: UserList = createUserList(() => connectTo('cognito-idp'))

export function createUserList(connect: () => Connection): UserList {
  let opened: CognitoIdentityProviderClient | undefined
  const client = (): CognitoIdentityProviderClient => {
    if (opened !== undefined) return opened
    const { url, agent } = connect()
    opened = new CognitoIdentityProviderClient({
      endpoint: url.href,
      maxAttempts: sdkMaxAttempts,
      retryMode: 'standard',
      requestHandler: {
        ...attemptLimits,
        requestTimeout: pageTimeoutMs,
        httpAgent: agent,
        httpsAgent: agent,
      },
    })
    return opened
  }
  return {
    name: 'user-directory',
    async listUsers({ userPoolId, token }, call) {
      const command = new ListUsersCommand({
        UserPoolId: userPoolId,
        Limit: pageSize,
        ...(token === undefined ? {} : { PaginationToken: token }),
      })
      const { Users = [], PaginationToken } = await client().send(countAttempts(command, call), {
        abortSignal: call.signal,
      })
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
    },
  }
}

function readAttributes(attributes: readonly AttributeType[] | undefined): ReadonlyMap<string, string> {
  return new Map(
    (attributes ?? []).flatMap(({ Name, Value }) =>
      Name === undefined || Value === undefined ? [] : [[Name, Value] as const],
    ),
  )
}

/** The user pool's administration through the AWS SDK. */
import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider'
import type { UserDirectory } from '../core/user-directory.ts'
import { type Connection, connectTo } from './connection.ts'
import { asEffectError, clientOptions, sendByAttempts } from './sdk-call.ts'

/** A user who is gone needs no group. A missing permission is not here: right after the first deployment it comes late. */
const permanentErrors = {
  UserNotFoundException: 'dropped',
  ResourceNotFoundException: 'failed',
  InvalidParameterException: 'failed',
} as const

/** The directory that `suite.ts` gives to effects. It connects on first use or in `connect`. */
export const cognitoUserDirectory: UserDirectory = createUserDirectory(() => connectTo('cognito-idp'))

export function createUserDirectory(connect: () => Connection): UserDirectory {
  let opened: { readonly connection: Connection; readonly client: CognitoIdentityProviderClient } | undefined
  const open = (): NonNullable<typeof opened> => {
    if (opened !== undefined) return opened
    const connection = connect()
    const client = new CognitoIdentityProviderClient({
      endpoint: connection.url.href,
      ...clientOptions('user_pool', () => connection),
    })
    opened = { connection, client }
    return opened
  }
  return {
    name: 'user-directory',
    connect: () => open().connection.open(),
    async addUserToGroup({ userPoolId, userName, group }, call) {
      const command = new AdminAddUserToGroupCommand({
        UserPoolId: userPoolId,
        Username: userName,
        GroupName: group,
      })
      try {
        await sendByAttempts('user_pool', call, (options) => open().client.send(command, options))
      } catch (error) {
        throw asEffectError(error, permanentErrors)
      }
    },
  }
}

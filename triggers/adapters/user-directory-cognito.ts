/** Adds users to groups of their pool. */
import type { UserDirectory } from '../ports/user-directory.ts'
import { cognito } from './aws-services.ts'
import { type Connection, connectTo } from './connection.ts'
import { asEffectError } from './effect-error.ts'
import { createUserPool } from './user-pool.ts'

/** A user who is gone needs no group. A missing permission is not in the list: right after the first deployment
 * permissions arrive late. */
const permanentErrors = {
  UserNotFoundException: 'dropped',
  ResourceNotFoundException: 'failed',
  InvalidParameterException: 'failed',
} as const

/** The directory that `suite.ts` gives to effects. It connects on first use or in `connect`. */
export const cognitoUserDirectory: UserDirectory = createUserDirectory(() => connectTo(cognito))

export function createUserDirectory(connect: () => Connection): UserDirectory {
  const pool = createUserPool(connect)
  return {
    name: 'user-pool',
    connect: (count) => pool.open(count),
    async addUserToGroup({ userPoolId, userName, group }, call) {
      const input = { UserPoolId: userPoolId, Username: userName, GroupName: group }
      try {
        await pool.send('AdminAddUserToGroup', input, call)
      } catch (error) {
        throw asEffectError(error, permanentErrors)
      }
    },
  }
}

/** Reads which functions a pool calls. */
import { isObject, own } from '../core/json.ts'
import type { PoolTriggers } from '../ports/pool-triggers.ts'
import { cognito } from './aws-services.ts'
import { type Connection, connectTo } from './connection.ts'
import { ServiceError } from './service-error.ts'
import { createUserPool } from './user-pool.ts'

export const cognitoPoolTriggers: PoolTriggers = createPoolTriggers(() => connectTo(cognito))

export function createPoolTriggers(connect: () => Connection): PoolTriggers {
  const pool = createUserPool(connect)
  return {
    async read(userPoolId, call) {
      const described = own(await pool.send('DescribeUserPool', { UserPoolId: userPoolId }, call), 'UserPool')
      const triggers = own(described, 'LambdaConfig') ?? {}
      if (!isObject(described) || !isObject(triggers))
        throw new ServiceError(cognito.name, 'answer_unreadable')
      return triggers
    },
  }
}

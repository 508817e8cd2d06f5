/** The function of a batch job on Lambda. Its construct sets the environment variables. */
import { lambda } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { invokeFunction } from '@cognito-trigger-suite/triggers/internal/adapters/invoke-function'
import { setting } from '@cognito-trigger-suite/triggers/internal/adapters/setting'
import { lambdaRuntime } from '@cognito-trigger-suite/triggers/internal/core/lambda-runtime'
import { type CallerHandler, createCallerHandler } from '../shared/handler.ts'
import { createBatchFunction } from './provision.ts'
import type { BatchAnswer } from './result.ts'

/** @throws TypeError when a variable is missing, or is not what it must be */
export async function serve(): Promise<CallerHandler<BatchAnswer>> {
  const worker = setting('WORKER_FUNCTION', 'give the ARN of the alias of the provisioning worker')
  const userPoolId = setting('USER_POOL_ID', 'give the id of the pool whose users the manifests list')
  const usersPerSecond = Number(
    setting('USERS_PER_SECOND', 'give the users that one copy provisions in a second'),
  )
  if (!(usersPerSecond > 0 && usersPerSecond <= 1_000))
    throw new TypeError('USERS_PER_SECOND is not a number above 0 and up to 1000')
  const connection = connectTo(lambda)
  const runtime = lambdaRuntime()
  const settings = {
    userPoolId,
    usersPerSecond,
    invokeWorker: (input: object, call: Parameters<typeof invokeFunction>[3]) =>
      invokeFunction(connection, worker, input, call),
  }
  return createCallerHandler(createBatchFunction(settings, runtime), runtime)
}

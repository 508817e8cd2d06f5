/** The function of the workflow "provision this user now", as its construct configures it. */
import { setting, tableName } from '@cognito-trigger-suite/triggers/internal/adapters/setting'
import { suiteTableWriter } from '@cognito-trigger-suite/triggers/adapters/suite-table-dynamodb'
import { lambdaRuntime } from '@cognito-trigger-suite/triggers/internal/core/lambda-runtime'
import { type CallerHandler, createCallerHandler } from '../shared/handler.ts'
import type { Answer } from './answer.ts'
import { provisionNow } from './provision.ts'

/** @throws TypeError when a variable is missing */
export function serve(): CallerHandler<Answer> {
  const runtime = lambdaRuntime()
  const userPoolId = setting('USER_POOL_ID', 'give the function the id of the user pool')
  tableName()
  return createCallerHandler(provisionNow({ userPoolId, ledger: suiteTableWriter, runtime }), runtime)
}

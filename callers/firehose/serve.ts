/** The transformation of the audit stream on Lambda. */
import { firehose } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { setting } from '@cognito-trigger-suite/triggers/internal/adapters/setting'
import { lambdaRuntime } from '@cognito-trigger-suite/triggers/internal/core/lambda-runtime'
import { type CallerHandler, createCallerHandler } from '../shared/handler.ts'
import type { StreamAnswer } from './event.ts'
import { createPutBack } from './put-back.ts'
import { createTransform } from './transform.ts'

/** @throws TypeError outside of Lambda */
export async function serve(): Promise<CallerHandler<StreamAnswer>> {
  const logGroup = setting('AWS_LAMBDA_LOG_GROUP_NAME', 'run inside Lambda, or set it')
  const putBack = createPutBack(connectTo(firehose))
  return createCallerHandler(createTransform({ logGroup, putBack }), lambdaRuntime())
}

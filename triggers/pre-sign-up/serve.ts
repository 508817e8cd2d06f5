/** Pre sign-up on Lambda, as a suite configures it. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler, type Handler } from '../core/run.ts'
import type { PreSignUpConfig } from './rule.ts'
import { preSignUpTrigger } from './trigger.ts'

export async function serve(config: PreSignUpConfig): Promise<Handler> {
  await connectDependencies(
    config.rules.map(({ fact }) => fact),
    ...config.rules.map(({ effect }) => [effect?.step]),
  )
  return createHandler(preSignUpTrigger(config), lambdaRuntime())
}

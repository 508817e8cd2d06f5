/** Pre authentication on Lambda, as a suite configures it. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler, type Handler } from '../core/run.ts'
import type { PreAuthenticationConfig } from './rule.ts'
import { preAuthenticationTrigger } from './trigger.ts'

export async function serve(config: PreAuthenticationConfig): Promise<Handler> {
  await connectDependencies(config.rules.map(({ fact }) => fact))
  return createHandler(preAuthenticationTrigger(config), lambdaRuntime())
}

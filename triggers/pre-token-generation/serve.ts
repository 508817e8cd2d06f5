/** Pre token generation on Lambda, as a suite configures it. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler, type Handler } from '../core/run.ts'
import type { PreTokenGenerationConfig } from './claim-source.ts'
import { preTokenGenerationTrigger } from './trigger.ts'

export async function serve(config: PreTokenGenerationConfig): Promise<Handler> {
  await connectDependencies(config.claims.map(({ fact }) => fact))
  return createHandler(preTokenGenerationTrigger(config), lambdaRuntime())
}

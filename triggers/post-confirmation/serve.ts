/** Post confirmation on Lambda, as a suite configures it. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler, type Handler } from '../core/run.ts'
import { inlineEffects, type PostConfirmationConfig } from './effect-definition.ts'
import { postConfirmationTrigger } from './trigger.ts'

export async function serve(config: PostConfirmationConfig): Promise<Handler> {
  await connectDependencies([config.ledger, ...inlineEffects(config).map((effect) => effect.dependency)])
  return createHandler(postConfirmationTrigger(config), lambdaRuntime())
}

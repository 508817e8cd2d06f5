/** Post confirmation on Lambda, as a suite configures it. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler, type Handler } from '../core/run.ts'
import type { PostConfirmationConfig } from './effect-definition.ts'
import { inlineEffects } from './steps.ts'
import { postConfirmationTrigger } from './trigger.ts'

export async function serve(config: PostConfirmationConfig): Promise<Handler> {
  const dependencies = inlineEffects(config).map((effect) => effect.dependency)
  // The record is opened before the effects, and closed beside them.
  await connectDependencies(
    dependencies.some(({ name }) => name === config.ledger.name)
      ? dependencies
      : [config.ledger, ...dependencies],
  )
  return createHandler(postConfirmationTrigger(config), lambdaRuntime())
}

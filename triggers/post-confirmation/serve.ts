/** Post confirmation on Lambda, as a suite configures it. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler, type Handler } from '../core/run.ts'
import type { PostConfirmationConfig } from './effect-definition.ts'
import { confirmationSteps } from './steps.ts'
import { postConfirmationTrigger } from './trigger.ts'

export async function serve(config: PostConfirmationConfig): Promise<Handler> {
  const { open, inline } = confirmationSteps(config)
  // The record, which is opened before the effects and closed beside them, has the sockets of what they write to the table.
  const isTableCalled = inline.some(({ dependency }) => dependency.name === config.ledger.name)
  await connectDependencies(isTableCalled ? inline : [open, ...inline])
  return createHandler(postConfirmationTrigger(config), lambdaRuntime())
}

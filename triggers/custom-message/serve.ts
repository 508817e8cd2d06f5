/** Custom message on Lambda, as a suite configures it. */
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler, type Handler } from '../core/run.ts'
import type { CustomMessageConfig } from './message.ts'
import { customMessageTrigger } from './trigger.ts'

export function serve(config: CustomMessageConfig): Handler {
  return createHandler(customMessageTrigger(config), lambdaRuntime())
}

/** The Lambda entry point of post confirmation. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler } from '../core/run.ts'
import { postConfirmation } from '../suite.ts'
import { postConfirmationTrigger } from './trigger.ts'

await connectDependencies([
  postConfirmation.ledger,
  ...postConfirmation.effects.map((effect) => effect.dependency),
])

export const handler = createHandler(postConfirmationTrigger(postConfirmation), lambdaRuntime())

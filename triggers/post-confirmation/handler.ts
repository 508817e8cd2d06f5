/** The Lambda entry point of post confirmation. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler } from '../core/run.ts'
import { postConfirmation } from '../suite.ts'
import { inlineEffects } from './effect-definition.ts'
import { postConfirmationTrigger } from './trigger.ts'

const config = postConfirmation()
await connectDependencies([config.ledger, ...inlineEffects(config).map((effect) => effect.dependency)])

export const handler = createHandler(postConfirmationTrigger(config), lambdaRuntime())

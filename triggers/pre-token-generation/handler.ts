/** The Lambda entry point of pre token generation. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler } from '../core/run.ts'
import { preTokenGeneration } from '../suite.ts'
import { preTokenGenerationTrigger } from './trigger.ts'

const config = preTokenGeneration()
await connectDependencies(config.claims.map((source) => source.fact?.dependency))

export const handler = createHandler(preTokenGenerationTrigger(config), lambdaRuntime())

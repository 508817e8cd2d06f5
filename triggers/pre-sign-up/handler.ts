/** The Lambda entry point of pre sign-up. */
import { connectDependencies } from '../core/connect.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { createHandler } from '../core/run.ts'
import { preSignUp } from '../suite.ts'
import { preSignUpTrigger } from './trigger.ts'

const config = preSignUp()
await connectDependencies(
  config.rules.flatMap((rule) => [rule.fact?.dependency, rule.effect?.step.dependency]),
)

export const handler = createHandler(preSignUpTrigger(config), lambdaRuntime())

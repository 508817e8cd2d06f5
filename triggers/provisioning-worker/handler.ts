/** The Lambda entry point of the provisioning worker. */
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { provisioningWorker } from '../suite.ts'
import { withEffectsSince } from './effects-since.ts'
import { createWorker } from './run.ts'

export const handler = createWorker(withEffectsSince(provisioningWorker(), process.env['EFFECTS_SINCE']), {
  ...lambdaRuntime(),
  region: process.env['AWS_REGION'] ?? '',
  random: Math.random,
})

/** The provisioning worker on Lambda, as a suite configures it. */
import { cognitoPoolTriggers } from '../adapters/pool-triggers-cognito.ts'
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import { withSlotCheck } from './check-slots.ts'
import type { WorkerConfig } from './config.ts'
import { withEffectsSince } from './effects-since.ts'
import { createWorker, type WorkerHandler } from './run.ts'

export function serve(config: WorkerConfig): WorkerHandler {
  const runtime = { ...lambdaRuntime(), region: process.env['AWS_REGION'] ?? '', random: Math.random }
  const worker = createWorker(withEffectsSince(config, process.env['EFFECTS_SINCE']), runtime)
  return withSlotCheck(worker, runtime, cognitoPoolTriggers)
}

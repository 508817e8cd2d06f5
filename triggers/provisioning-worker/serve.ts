/** The provisioning worker on Lambda, as a suite configures it. */
import { lambdaRuntime } from '../core/lambda-runtime.ts'
import type { WorkerConfig } from './config.ts'
import { withEffectsSince } from './effects-since.ts'
import { createWorker, type WorkerHandler } from './run.ts'

export function serve(config: WorkerConfig): WorkerHandler {
  return createWorker(withEffectsSince(config, process.env['EFFECTS_SINCE']), {
    ...lambdaRuntime(),
    region: process.env['AWS_REGION'] ?? '',
    random: Math.random,
  })
}

/** Collects the `effectsSince` of the suite, of cdk.json and of the command line. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readJsonObjectFile } from '@cognito-trigger-suite/triggers/internal/build/text-file'
import { momentForm, readMoment } from '@cognito-trigger-suite/triggers/internal/core/moment'
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { WorkerConfig } from '@cognito-trigger-suite/triggers/provisioning-worker/config'
import { withEffectsSince } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/effects-since'
import { usageError } from '../cli-error.ts'
import type { CliContext } from '../context.ts'

/** The configuration with the latest moment. The deployed worker itself obeys the moment that it was deployed with.
 * @throws CliError when a moment cannot be read, or is in the future */
export async function withKnownEffectsSince(
  { directory, clock }: Pick<CliContext, 'directory' | 'clock'>,
  worker: WorkerConfig,
  given: string | undefined,
): Promise<WorkerConfig> {
  const file = join(directory, 'cdk.json')
  const set = readCdkMoment(file)
  const nowMs = clock.epochMs()
  const refuse = (what: string): never => {
    throw usageError(`${what} is in the future: no user would be sent anything. Give a moment up to now.`)
  }
  if ((readMoment(given ?? '') ?? 0) > nowMs) refuse(`--effects-since ${given}`)
  if ((readMoment(set ?? '') ?? 0) > nowMs) refuse(`effectsSince ${set} of ${file}`)
  if ((worker.effectsSinceMs ?? 0) > nowMs) refuse('effectsSince of the suite')
  return withEffectsSince(withEffectsSince(worker, set), given)
}

/** @throws CliError when the file exists but cannot be read, or its context `effectsSince` is not a moment */
function readCdkMoment(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  const moment = own(own(readJsonObjectFile(file, usageError), 'context'), 'effectsSince')
  if (moment === undefined) return undefined
  if (typeof moment === 'string' && readMoment(moment) !== undefined) return moment
  throw usageError(`Context effectsSince of ${file} must be ${momentForm}.`)
}

/** The slow motion from a command's environment, so that the command's limits match the stack's. */
import { readSlowMotion, type SlowMotion } from '@cognito-trigger-suite/local/internal/slow-motion'
import { usageError } from './cli-error.ts'
import type { CliContext } from './context.ts'

/** @throws CliError when `SUITE_SLOW_MOTION` is not a slow motion. */
export function chooseSlowMotion({ env, clock }: Pick<CliContext, 'env' | 'clock'>): SlowMotion {
  try {
    return readSlowMotion(env, clock)
  } catch (error) {
    if (error instanceof TypeError) throw usageError(error.message, error)
    throw error
  }
}

/** The slow motion that a command's environment asks for, so that the limits of the command fit those of the stack. */
import { readSlowMotion, type SlowMotion } from '../local/slow-motion.ts'
import { usageError } from './cli-error.ts'
import type { CliContext } from './context.ts'

/** @throws CliError when `SUITE_SLOW_MOTION` is none. */
export function chooseSlowMotion({ env, clock }: Pick<CliContext, 'env' | 'clock'>): SlowMotion {
  try {
    return readSlowMotion(env, clock)
  } catch (error) {
    if (error instanceof TypeError) throw usageError(error.message, error)
    throw error
  }
}

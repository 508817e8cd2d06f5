/** Reads the settings of the pool that a team keeps in cdk.json, as context `pool`: what `triggers/suite.ts` cannot hold,
 * because it is no part of a function. */
import { poolSettings } from './check-props.ts'
import type { PoolSettings } from './suite-props.ts'
import { checkOptions } from '../triggers/core/options/check.ts'

/**
 * Reads the settings; those that are left out keep the construct's defaults.
 *
 * @throws TypeError that names the setting and what it may be
 */
export function readPoolSettings(context: unknown): PoolSettings {
  if (context === undefined) return {}
  requirePoolSettings(context)
  return context
}

function requirePoolSettings(context: unknown): asserts context is PoolSettings {
  checkOptions<PoolSettings>('context pool of cdk.json', context, poolSettings)
}

/** Reads the team's settings of the pool from cdk.json, context `pool`. `triggers/suite.ts` cannot hold them, because
 * they do not belong to a function. */
import { poolChecks } from './pool-checks.ts'
import type { PoolSettings } from './pool-props.ts'
import { readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { checkOptions } from '@cognito-trigger-suite/triggers/internal/core/options/check'

/**
 * Reads the settings. A setting that is left out keeps the construct's default. The command line passes them as JSON text.
 *
 * @throws TypeError that names the setting and its allowed values
 */
export function readPoolSettings(context: unknown): PoolSettings {
  if (context === undefined) return {}
  const settings = typeof context === 'string' ? readJson(context) : context
  if (settings === undefined)
    throw new TypeError(`Context pool is no JSON: pass an object, such as -c pool='{"selfSignUp":false}'.`)
  requirePoolSettings(settings)
  return settings
}

function requirePoolSettings(context: unknown): asserts context is PoolSettings {
  checkOptions<PoolSettings>('context pool of cdk.json', context, poolChecks)
}

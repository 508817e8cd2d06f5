/** Builds the Lambda bundles once for a test run, before any test file. */
import { join } from 'node:path'
import { buildTriggers } from '../../scripts/build.ts'

export async function setup(): Promise<void> {
  await buildTriggers(join(import.meta.dirname, '../../dist'))
}

/** The app as the CDK runs it. The suite is type-checked and bundled before the synthesis, so that code and permissions
 * of a deployment always come from one suite. `npm start` does both in parallel. */
import { join } from 'node:path'
import { App } from 'aws-cdk-lib/core'

import { buildTriggers } from '../scripts/build.ts'
import { readBundleBudgets } from '../scripts/bundle-budget.ts'
import { findSuiteFile } from '../scripts/suite-file.ts'
import { readContext } from './context.ts'

try {
  const { bundleDirectory } = readContext(new App({ autoSynth: false }).node.getAllContext())
  if (bundleDirectory !== undefined) {
    throw new TypeError(
      'Context bundleDirectory is not taken here: the CDK builds the suite into dist each time, and deploys that.',
    )
  }
  // The app loads the suite itself.
  await buildTriggers(join(import.meta.dirname, '../dist'), {
    suiteFile: findSuiteFile(),
    acceptsSuite: false,
    checksTypes: true,
    budgets: readBundleBudgets(join(import.meta.dirname, '..')),
  })
  await import('./app.ts')
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

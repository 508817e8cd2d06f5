/** Synthesizes the suite, of `triggers/suite.ts` or what SUITE_FILE names, for the stage in context `stage`; any mistake
 * ends it with one sentence and code 1, or 2 when the suite cannot be loaded. */
import { App } from 'aws-cdk-lib/core'

import { loadSuite, UnloadableSuiteError } from '../scripts/accept-suite.ts'
import { findSuiteFile } from '../scripts/suite-file.ts'
import { readContext } from './context.ts'
import { readPoolSettings } from './pool-settings.ts'
import { readSuitePlans } from './suite-plans.ts'
import { SuiteStack } from './suite-stack.ts'
import { describeSynthError } from './synth-error.ts'

try {
  // Synthesized by hand, because the automatic one runs after this block and would print a stack trace.
  const app = new App({ autoSynth: false })
  const { stage = 'dev', pool, bundleDirectory } = readContext(app.node.getAllContext())
  // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
  new SuiteStack(app, {
    stage: String(stage),
    suite: {
      ...readPoolSettings(pool),
      ...(bundleDirectory === undefined ? {} : { bundleDirectory: String(bundleDirectory) }),
      plans: readSuitePlans(await loadSuite(findSuiteFile())),
    },
  })
  app.synth()
} catch (error) {
  process.stderr.write(`${describeSynthError(error)}\n`)
  process.exitCode = error instanceof UnloadableSuiteError ? 2 : 1
}

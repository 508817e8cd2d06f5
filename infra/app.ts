/** Synthesizes the suite, of `triggers/suite.ts` or what SUITE_FILE names, for the stage in context `stage`; any mistake
 * ends it with one sentence and code 1. */
import { App } from 'aws-cdk-lib'

import { findSuiteFile, importSuite } from '../scripts/suite-file.ts'
import { readPoolSettings } from './pool-settings.ts'
import { readSuitePlans } from './suite-plans.ts'
import { SuiteStack } from './suite-stack.ts'
import { describeSynthError } from './synth-error.ts'

try {
  // Synthesized by hand, because the automatic one runs after this block and would print a stack trace.
  const app = new App({ autoSynth: false })
  // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
  new SuiteStack(app, {
    stage: String(app.node.tryGetContext('stage') ?? 'dev'),
    suite: {
      ...readPoolSettings(app.node.tryGetContext('pool')),
      bundleDirectory: app.node.tryGetContext('bundleDirectory'),
      plans: readSuitePlans(await importSuite(findSuiteFile())),
    },
  })
  app.synth()
} catch (error) {
  process.stderr.write(`${describeSynthError(error)}\n`)
  process.exitCode = 1
}

/** Synthesizes the suite, of `triggers/suite.ts` or what SUITE_FILE names, for the stage in context `stage`; any mistake
 * ends it with one sentence and code 1, or 2 when the suite cannot be loaded. */
import { App } from 'aws-cdk-lib/core'

import { loadSuite, UnloadableSuiteError } from '../scripts/accept-suite.ts'
import { findSuiteFile } from '../scripts/suite-file.ts'
import { makeSuiteStack } from './make-suite-stack.ts'
import { describeSynthError } from './synth-error.ts'

try {
  // Synthesized by hand, because the automatic one runs after this block and would print a stack trace.
  const app = new App({ autoSynth: false })
  makeSuiteStack(app, await loadSuite(findSuiteFile()))
  app.synth()
} catch (error) {
  process.stderr.write(`${describeSynthError(error)}\n`)
  process.exitCode = error instanceof UnloadableSuiteError ? 2 : 1
}
// What the suite has left running keeps nobody waiting.
process.exit()

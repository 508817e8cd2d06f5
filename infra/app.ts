/** Synthesizes the suite of `triggers/suite.ts`, or of the file in SUITE_FILE, for the stage in context `stage`. A
 * mistake ends it with one sentence and code 1, or with code 2 when the suite cannot be loaded. */
import { App } from 'aws-cdk-lib/core'

import { loadSuite, UnloadableSuiteError } from '../scripts/accept-suite.ts'
import { findSuiteFile } from '../scripts/suite-file.ts'
import { makeSuiteStack } from './make-suite-stack.ts'
import { describeSynthError } from './synth-error.ts'

try {
  // Synthesized explicitly, because the automatic synthesis runs after this block and would print a stack trace.
  const app = new App({ autoSynth: false })
  makeSuiteStack(app, await loadSuite(findSuiteFile()))
  app.synth()
} catch (error) {
  process.stderr.write(`${describeSynthError(error)}\n`)
  process.exitCode = error instanceof UnloadableSuiteError ? 2 : 1
}
// Ends the process even if the suite has left something running.
process.exit()

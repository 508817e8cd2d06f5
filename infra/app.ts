/** Synthesizes the suite for the stage in context `stage`; any mistake ends it with one sentence and code 1. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { App } from 'aws-cdk-lib'

import { readPoolSettings } from './pool-settings.ts'
import { readSuitePlans } from './suite-plans.ts'
import { SuiteStack } from './suite-stack.ts'
import { describeSynthError } from './synth-error.ts'

try {
  // Synthesized by hand, because the automatic one runs after this block and would print a stack trace.
  const app = new App({ autoSynth: false })
  const suiteFile: unknown = app.node.tryGetContext('suiteFile')
  const suite =
    typeof suiteFile === 'string' ? await import(pathToFileURL(resolve(suiteFile)).href) : undefined
  // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
  new SuiteStack(app, {
    stage: String(app.node.tryGetContext('stage') ?? 'dev'),
    suite: {
      ...readPoolSettings(app.node.tryGetContext('pool')),
      bundleDirectory: app.node.tryGetContext('bundleDirectory'),
      plans: readSuitePlans(suite),
    },
  })
  app.synth()
} catch (error) {
  process.stderr.write(`${describeSynthError(error)}\n`)
  process.exitCode = 1
}

/** Runs the CDK app of a suite: one stack, whose stage and pool the context describes. A mistake ends it with one sentence
 * and code 1. */
import { resolve } from 'node:path'
import { App } from 'aws-cdk-lib/core'

import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import { defaultStage, readContext } from './context.ts'
import { readPoolSettings } from './pool-checks.ts'
import { describeSynthError } from './synth-error.ts'
import { SuiteStack, type SuiteStackProps } from './suite-stack.ts'

export interface SuiteAppOptions {
  /** The absolute path of the file that configures the triggers. `SUITE_FILE` in the environment and `suiteFile` in the
   * context go before it. */
  readonly suite: string
  /**
   * Settings of the construct, which go before those of cdk.json.
   *
   * @default none
   */
  readonly settings?: Partial<SuiteStackProps['suite']>
  /**
   * Adds resources of yours to the stack.
   *
   * @default nothing is added
   */
  readonly extend?: (stack: SuiteStack) => void
}

/** Synthesizes the stack and ends the process. */
export function runSuiteApp(options: SuiteAppOptions): void {
  try {
    // Synthesized explicitly, because the automatic synthesis runs after this block and would print a stack trace.
    const app = new App({ autoSynth: false })
    makeSuiteStack(app, options)
    app.synth()
  } catch (error) {
    process.stderr.write(`${describeSynthError(error)}\n`)
    process.exitCode = 1
  }
  // Ends the process even if the app has left something running.
  process.exit()
}

/** @throws TypeError that names what is wrong in the suite or the context */
export function makeSuiteStack(app: App, { suite, settings, extend }: SuiteAppOptions): SuiteStack {
  const {
    stage = defaultStage,
    pool,
    disposable,
    suiteFile,
    ...given
  } = readContext(app.node.getAllContext())
  const named = process.env['SUITE_FILE'] ?? suiteFile
  const stack = new SuiteStack(app, {
    stage,
    ...(disposable && { disposable }),
    suite: {
      suite: named === undefined ? suite : resolve(findProject(), named),
      ...readPoolSettings(pool),
      ...given,
      ...settings,
    },
  })
  extend?.(stack)
  return stack
}

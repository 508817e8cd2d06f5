/** Synthesizes a suite in this process, which loads CDK once for all of its syntheses, without the slow validation. */
import { join } from 'node:path'

import { App } from 'aws-cdk-lib/core'

import { makeSuiteStack } from '../../infra/app.ts'
import type { SuiteStack } from '../../infra/suite-stack.ts'
import { loadSuite } from '../../triggers/build/accept-suite.ts'
import { writePlans } from '../../triggers/build/build.ts'
import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import { readFeatureFlags } from './synthesize-suite.ts'

/** `dist` holds what was built of the suite. `context` is on top of the feature flags and of what the environment says. */
export async function synthesizeInside(
  suiteFile: string,
  dist: string,
  outdir: string,
  context: Readonly<Record<string, unknown>>,
  extend?: (stack: SuiteStack) => void,
): Promise<void> {
  await writePlans(dist, suiteFile, readSuitePlans(await loadSuite(suiteFile)))
  const app = new App({
    autoSynth: false,
    builtinCloudFormationValidation: false,
    outdir,
    context: readFeatureFlags(),
    postCliContext: { ...context, bundleDirectory: join(dist, 'triggers') },
  })
  // Settings go before SUITE_FILE, too.
  makeSuiteStack(app, { suite: suiteFile, settings: { suite: suiteFile }, extend })
  app.synth()
}

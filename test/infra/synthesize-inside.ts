/** Synthesizes a suite in this process, which loads CDK once for all of its syntheses, without the slow validation. */
import { App } from 'aws-cdk-lib/core'

import { makeSuiteStack } from '../../infra/app.ts'
import { loadSuite } from '../../triggers/build/accept-suite.ts'
import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import { readFeatureFlags } from './synthesize-suite.ts'

/** `context` is on top of the feature flags and of what the environment says. */
export async function synthesizeInside(
  suiteFile: string,
  outdir: string,
  context: Readonly<Record<string, unknown>>,
): Promise<void> {
  const app = new App({
    autoSynth: false,
    builtinCloudFormationValidation: false,
    outdir,
    context: readFeatureFlags(),
    postCliContext: context,
  })
  const plans = readSuitePlans(await loadSuite(suiteFile))
  makeSuiteStack(app, { suite: suiteFile, settings: { plans } })
  app.synth()
}

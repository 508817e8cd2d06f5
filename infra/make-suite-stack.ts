/** Makes the stack of a suite as the context of the app says: its stage, its pool and where its bundles are. */
import type { App } from 'aws-cdk-lib/core'

import { readContext } from './context.ts'
import { readPoolSettings } from './pool-settings.ts'
import type { Suite } from '../triggers/suite-parts.ts'
import { readSuitePlans } from './suite-plans.ts'
import { SuiteStack } from './suite-stack.ts'

/** @throws TypeError that names what the suite or the context may not say */
export function makeSuiteStack(app: App, suite: Suite): SuiteStack {
  const { stage = 'dev', pool, bundleDirectory, effectsSince } = readContext(app.node.getAllContext())
  return new SuiteStack(app, {
    stage,
    suite: {
      ...readPoolSettings(pool),
      ...(bundleDirectory === undefined ? {} : { bundleDirectory }),
      ...(effectsSince === undefined ? {} : { effectsSince }),
      plans: readSuitePlans(suite),
    },
  })
}

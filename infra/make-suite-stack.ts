/** Makes the stack of a suite from the context of the app: its stage, its pool and the place of its bundles. */
import type { App } from 'aws-cdk-lib/core'

import { readContext } from './context.ts'
import { readPoolSettings } from './pool-settings.ts'
import type { Suite } from '../triggers/suite-parts.ts'
import { readSuitePlans } from './suite-plans.ts'
import { SuiteStack } from './suite-stack.ts'

/** @throws TypeError that names what is wrong in the suite or the context */
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

/** The suite with the mistake that everybody makes once: the pool's ARN in the default policy of its own trigger. */
import { App } from 'aws-cdk-lib'

import { readSuitePlans } from '../../../infra/suite-plans.ts'
import { SuiteStack } from '../../../infra/suite-stack.ts'
import * as shippedSuite from '../../suites/shipped.ts'

const app = new App({ autoSynth: false })
const stack = new SuiteStack(app, {
  stage: 'dev',
  suite: {
    bundleDirectory: app.node.tryGetContext('bundleDirectory'),
    plans: readSuitePlans(shippedSuite),
  },
})
stack.suite.postConfirmation.allow(['cognito-idp:AdminAddUserToGroup'], stack.suite.userPool.pool.userPoolArn)
app.synth()

/** Synthesizes the suite for the stage in context `stage`; any mistake ends it with one sentence and code 1. */
import { App } from 'aws-cdk-lib'

import { provePlan } from '../triggers/core/plan.ts'
import { planPostConfirmation } from '../triggers/post-confirmation/plan.ts'
import { planPreSignUp } from '../triggers/pre-sign-up/plan.ts'
import { planPreTokenGeneration } from '../triggers/pre-token-generation/plan.ts'
import { postConfirmation, preSignUp, preTokenGeneration } from '../triggers/suite.ts'
import { describeSynthError } from './synth-error.ts'
import { SuiteStack } from './suite-stack.ts'

try {
  const preSignUpPlan = planPreSignUp(preSignUp())
  const plans = [
    preSignUpPlan,
    planPreTokenGeneration(preTokenGeneration()),
    planPostConfirmation(postConfirmation()),
  ]
  // Synthesized by hand, because the automatic one runs after this block and would print a stack trace.
  const app = new App({ autoSynth: false })
  // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
  new SuiteStack(app, {
    stage: String(app.node.tryGetContext('stage') ?? 'dev'),
    suite: {
      bundleDirectory: app.node.tryGetContext('bundleDirectory'),
      preSignUpReadsTable: preSignUpPlan.phases.some((phase) =>
        phase.steps.some((step) => step.dependency === 'suite-table'),
      ),
      proofs: plans.map(provePlan),
    },
  })
  app.synth()
} catch (error) {
  process.stderr.write(`${describeSynthError(error)}\n`)
  process.exitCode = 1
}

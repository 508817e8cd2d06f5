/** Tells CodeDeploy the result of a lifecycle hook, with one signed request. */
import { callOutsideStep } from '../core/step.ts'
import type { TellDeployment } from '../ports/deployment.ts'
import { codeDeploy } from './aws-services.ts'
import type { Connection } from './connection.ts'
import { callService } from './signed-call.ts'

const budgetMs = 10_000

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html */
export function createCodeDeployTeller(connect: () => Connection): TellDeployment {
  return async ({ deploymentId, executionId }, status) => {
    const input = { deploymentId, lifecycleEventHookExecutionId: executionId, status }
    const call = callOutsideStep(AbortSignal.timeout(budgetMs), 3, () => budgetMs)
    await callService(connect(), codeDeploy, 'PutLifecycleEventHookExecutionStatus', input, call)
  }
}

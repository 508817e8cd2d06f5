/** The hook that CodeDeploy calls before it shifts traffic to a new version. */
import { ownText } from '../core/json.ts'
import type { TellDeployment } from '../ports/deployment.ts'

export interface HookRuntime {
  /** Sentences about faults of the new versions. */
  rehearse(): Promise<readonly string[]>
  /** Tells CodeDeploy the result. Without it CodeDeploy waits for an hour. */
  readonly tell: TellDeployment
  /** Writes one line of the log. */
  log(line: string): void
}

/** @throws TypeError when CodeDeploy did not call it */
export function createHook(runtime: HookRuntime): (input: unknown) => Promise<void> {
  return async (input) => {
    const deploymentId = ownText(input, 'DeploymentId')
    const executionId = ownText(input, 'LifecycleEventHookExecutionId')
    if (deploymentId === undefined || executionId === undefined)
      throw new TypeError('the input names no deployment: only CodeDeploy calls this function')
    const problems = await runtime.rehearse()
    const status = problems.length === 0 ? 'Succeeded' : 'Failed'
    runtime.log(
      JSON.stringify({
        level: problems.length === 0 ? 'INFO' : 'ERROR',
        message: `rehearsal ${status.toLowerCase()}`,
        deploymentId,
        problems,
      }),
    )
    await runtime.tell({ deploymentId, executionId }, status)
  }
}

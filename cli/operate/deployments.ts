/** The rollouts of CodeDeploy that run. */
import { codeDeploy } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { callService } from '@cognito-trigger-suite/triggers/internal/adapters/signed-call'
import { pause } from '@cognito-trigger-suite/triggers/core/deadline'
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { unavailableError } from '../cli-error.ts'
import type { CliContext } from '../context.ts'
import { makeCall } from '../provisioning/place.ts'
import type { DeployedFunction } from './deployed-stack.ts'

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListDeployments.html */
export async function listRunning({ rollout }: DeployedFunction): Promise<readonly string[]> {
  if (rollout === undefined) return []
  const answer = await callService(
    connectTo(codeDeploy),
    codeDeploy,
    'ListDeployments',
    {
      applicationName: rollout.application,
      deploymentGroupName: rollout.group,
      includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'],
    },
    makeCall(),
  )
  const ids = own(answer, 'deployments')
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string'))
    throw new ServiceError(codeDeploy.name, 'answer_unreadable')
  return ids
}

const pauseMs = 2_000
const mostPauses = 60

/** Stops what runs, and waits until nothing does: CodeDeploy may first put the alias back.
 * @throws CliError when it does not end
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html */
export async function stopRunning(
  { clock }: CliContext,
  deployed: DeployedFunction,
): Promise<readonly string[]> {
  const stopped = await listRunning(deployed)
  const connection = connectTo(codeDeploy)
  for (const deploymentId of stopped) {
    await callService(
      connection,
      codeDeploy,
      'StopDeployment',
      { deploymentId, autoRollbackEnabled: false },
      makeCall(),
    )
  }
  for (let left = mostPauses; stopped.length > 0; left -= 1) {
    const [running] = await listRunning(deployed)
    if (running === undefined) break
    if (left === 0)
      throw unavailableError(`The deployment ${running} is stopped and has not ended: try again in a minute.`)
    await pause(clock, pauseMs, new AbortController().signal)
  }
  return stopped
}

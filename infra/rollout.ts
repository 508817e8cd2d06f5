/** Rolls a new version of the functions out in steps: the rehearsal first, then a share of the calls, then all. An alarm of
 * the new version restores the old one. */
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Annotations } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'

import { readIgnoreAlarms } from './context.ts'
import { RolloutAlarms } from './rollout-alarms.ts'
import { type RollbackBound, type RolloutStep, toTrafficRouting } from './rollout-settings.ts'
import { TriggerFunction } from './trigger-function.ts'

export interface RolloutProps {
  /** The triggers, and the worker. */
  readonly functions: readonly TriggerFunction[]
  readonly plan: 'linear' | 'canary'
  readonly step?: RolloutStep | undefined
  readonly bound?: RollbackBound | undefined
  /** What the alarms do besides. */
  readonly actions?: readonly IAlarmAction[] | undefined
  /** The folder that holds `rehearsal/index.mjs`. */
  readonly bundleDirectory: string
  readonly retainLogs: boolean
  /**
   * The rehearsal's memory in MB.
   *
   * @default 512
   */
  readonly memoryMb?: number
}

/** The time of four rounds of a few seconds each. */
const rehearsalTimeoutS = 90

/**
 * A first deployment happens at once, since there is no earlier version.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-lambda.html
 */
export class Rollout extends Construct {
  readonly rehearsal: TriggerFunction

  constructor(scope: Construct, id: string, props: RolloutProps) {
    super(scope, id)
    const { functions, plan, step, bound, actions, ...functionProps } = props
    this.rehearsal = new TriggerFunction(this, 'Rehearsal', {
      ...functionProps,
      trigger: 'rehearsal',
      description: 'Asks new versions of the triggers before people do',
      timeoutS: rehearsalTimeoutS,
      environment: {
        VERSIONS: JSON.stringify(
          Object.fromEntries(functions.map((each) => [each.trigger, versionArn(each)])),
        ),
      },
    })
    for (const each of functions) this.rehearsal.allow(['lambda:InvokeFunction'], versionArn(each))

    const application = new LambdaApplication(this, 'Application')
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') })
    const deploymentConfig = new LambdaDeploymentConfig(this, 'Plan', {
      trafficRouting: toTrafficRouting(plan, step),
    })
    const ignoreAlarmConfiguration = readIgnoreAlarms(this.node.tryGetContext('ignoreAlarms'))
    if (ignoreAlarmConfiguration) {
      Annotations.of(this).addWarningV2(
        'cognito-trigger-suite:ignored-alarms',
        'Context ignoreAlarms is true: no alarm restores the old versions. Leave it out of the next deployment, and out of cdk.json.',
      )
    }
    for (const each of functions) {
      const { id: name } = each.node
      new LambdaDeploymentGroup(this, name, {
        application,
        role,
        alias: each.alias,
        deploymentConfig,
        alarms: [...new RolloutAlarms(this, `${name}Alarms`, { trigger: each, bound, actions }).all],
        ignoreAlarmConfiguration,
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
        preHook: this.rehearsal.function,
      })
    }
  }
}

function versionArn(trigger: TriggerFunction): string {
  return trigger.function.currentVersion.functionArn
}

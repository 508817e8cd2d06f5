/** Rolls a new version of the triggers out in steps: the rehearsal first, then a tenth of the calls for five minutes,
 * then all. An alarm restores the old version. */
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'

import type { TriggerAlarms } from './trigger-alarms.ts'
import { TriggerFunction } from './trigger-function.ts'

export interface RolloutProps {
  readonly triggers: readonly { readonly trigger: TriggerFunction; readonly alarms: TriggerAlarms }[]
  /** The folder that holds `rehearsal/index.mjs`. */
  readonly bundleDirectory: string
  readonly retainLogs: boolean
  readonly logRetention?: RetentionDays
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
    const { triggers, ...functionProps } = props
    this.rehearsal = new TriggerFunction(this, 'Rehearsal', {
      ...functionProps,
      trigger: 'rehearsal',
      description: 'Asks new versions of the triggers before people do',
      timeoutS: rehearsalTimeoutS,
      environment: {
        VERSIONS: JSON.stringify(
          Object.fromEntries(triggers.map(({ trigger }) => [trigger.trigger, versionArn(trigger)])),
        ),
      },
    })
    for (const { trigger } of triggers) this.rehearsal.allow(['lambda:InvokeFunction'], versionArn(trigger))

    const application = new LambdaApplication(this, 'Application')
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') })
    for (const { trigger, alarms } of triggers) {
      // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
      new LambdaDeploymentGroup(this, trigger.node.id, {
        application,
        role,
        alias: trigger.alias,
        deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
        alarms: [...alarms.forRollback],
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
        preHook: this.rehearsal.function,
      })
    }
  }
}

function versionArn(trigger: TriggerFunction): string {
  return trigger.function.currentVersion.functionArn
}

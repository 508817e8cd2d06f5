/** One deployment of the suite for one stage. Its outputs are for other tools. */
import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib/core'
import type { StackProps } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

import { openShape, optional } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { port } from '@cognito-trigger-suite/triggers/internal/core/options/port'
import { anything, flag } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { registry } from '@cognito-trigger-suite/triggers/internal/registry'
import { stageForm } from './context.ts'
import { CognitoTriggerSuite } from './cognito-trigger-suite.ts'
import type { CognitoTriggerSuiteProps } from './suite-props.ts'

export interface SuiteStackProps extends StackProps {
  /** The stage's name: 1 to 20 lower-case letters, digits and hyphens. `dev`, `test` and `pr-` with a number are
   * disposable. Every other stage keeps its data, cannot be deleted by accident and rolls out new versions in steps. */
  readonly stage: string
  /**
   * Whether the stage is deleted with all of its users when its stack is.
   *
   * @default by the name of the stage
   */
  readonly disposable?: boolean
  /** The functions' calls, and the props that differ from the construct's defaults. */
  readonly suite: CognitoTriggerSuiteProps
}

/** The props of a stack are CDK's own. A name that is nearly one of ours is refused. */
const stackShape = openShape<Pick<SuiteStackProps, 'stage' | 'suite' | 'disposable'>>(
  {
    stage: anything,
    disposable: optional(flag),
    suite: port('what differs from the defaults', undefined, []),
  },
  'an object',
)

/** A closed list: an unknown stage is taken for one that people use. */
const throwAwayStage = /^(dev|test|pr-\d+)$/

export class SuiteStack extends Stack {
  readonly suite: CognitoTriggerSuite

  constructor(scope: Construct, props: SuiteStackProps) {
    stackShape.test(props, { member: 'SuiteStack', path: '' })
    const { stage, suite, disposable, ...stackProps } = props
    requireStage(stage)
    const isKept = !(disposable ?? throwAwayStage.test(stage))
    super(scope, `cognito-trigger-suite-${stage}`, {
      description: `Cognito trigger suite, stage ${stage}`,
      terminationProtection: isKept,
      ...stackProps,
    })
    this.suite = new CognitoTriggerSuite(this, 'Suite', {
      retainData: isKept,
      // A new account may run 10 functions at once and can spare none. This lets it try the suite.
      reserveWorkerConcurrency: isKept,
      ...(isKept ? suite : atOnce(suite)),
    })
    const { rollout = 'all-at-once' } = suite
    if (!isKept && rollout !== 'all-at-once') {
      Annotations.of(this).addInfo(
        `Stage ${stage} is disposable, and deploys all at once: rollout '${rollout}' is for stages that are kept.`,
      )
    }
    this.addOutputs()
  }

  private addOutputs(): void {
    const { userPool, table, triggers, provisioningWorker, eventBus, webhookSecret } = this.suite
    const outputs = {
      UserPoolId: userPool.pool.userPoolId,
      PublicClientId: userPool.clients.public.userPoolClientId,
      ConfidentialClientId: userPool.clients.confidential.userPoolClientId,
      MachineClientId: userPool.clients.machine.userPoolClientId,
      TableName: table.table.tableName,
      ...Object.fromEntries(
        Array.from(triggers, ([name, { alias }]) => [
          `${registry[name].cognitoName}AliasArn`,
          alias.functionArn,
        ]),
      ),
      ProvisioningWorkerAliasArn: provisioningWorker.alias.functionArn,
      ...(userPool.customDomain && { CustomDomainTarget: userPool.customDomain.cloudFrontEndpoint }),
      ...(eventBus && { EventBusName: eventBus.eventBusName }),
      ...(webhookSecret && { WebhookSecretArn: webhookSecret.secretArn }),
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}

/** Without what is about steps. */
function atOnce(suite: CognitoTriggerSuiteProps): CognitoTriggerSuiteProps {
  return { ...suite, rollout: 'all-at-once', rolloutStep: undefined, rollbackAt: undefined }
}

function requireStage(stage: string): void {
  if (!stageForm.test(stage)) {
    throw new TypeError(
      `Stage ${JSON.stringify(stage)} is not 1 to 20 lower-case letters, digits and hyphens: pass -c stage=dev.`,
    )
  }
}

/** Findings of cdk-nag that stand, and why. */
export interface Acknowledgement {
  /** The rule's name. What it says of a resource in brackets is without CDK's hash. */
  readonly rule: string
  /** Where it is found: paths of constructs below the suite. */
  readonly resources: readonly string[]
  readonly reason: string
}

const triggers = ['PreSignUp/Function', 'PreTokenGeneration/Function', 'PostConfirmation/Function']
const worker = 'Provisioning/Worker/Function'
const rehearsal = 'Rollout/Rehearsal/Function'
const deadLetters = 'Provisioning/DeadLetters'
const workflow = 'Reconcile/Workflow'

export const acknowledgements: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-COG1',
    resources: ['Users/Pool'],
    reason:
      'A password has 12 characters instead of one of each kind: NIST SP 800-63B advises length and against such rules. `passwordPolicy` sets both.',
  },
  {
    rule: 'AwsSolutions-COG2',
    resources: ['Users/Pool'],
    reason:
      'A second factor is for the team to choose, by `mfa`: without one that people have, nobody could sign in.',
  },
  {
    rule: 'AwsSolutions-COG8',
    resources: ['Users/Pool'],
    reason: 'The suite needs the plan Essentials. Plus costs more for each user, and `featurePlan` sets it.',
  },
  {
    rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
    resources: ['Rollout/Role'],
    reason:
      'It is the policy that CodeDeploy documents for Lambda. AWS keeps it in step with what CodeDeploy does. No function has this role.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<SuiteRolloutRehearsalFunction.Arn>:*]',
    resources: ['Rollout/Role/DefaultPolicy'],
    reason: 'CodeDeploy calls the rehearsal, whose versions have numbers that nobody knows before.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
    resources: ['Provisioning/Worker/Role/DefaultPolicy'],
    reason:
      'In the sandbox SES asks for the right to the identity of the recipient. `ses:FromAddress` allows the senders of the suite only.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    resources: ['Reconcile/Workflow/Role/DefaultPolicy'],
    reason: 'Step Functions sets up its log by actions that take no resource.',
  },
  {
    rule: 'AwsSolutions-SF2',
    resources: [workflow],
    reason: 'The walk is one function called again and again: there is no path to trace.',
  },
  {
    rule: 'AwsSolutions-SMG4',
    resources: ['WebhookSecret'],
    reason:
      'Who receives the webhook has the same secret: a rotation that only one side knows would lose messages. The team rotates it with its receiver.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    resources: [deadLetters],
    reason: 'It is the queue of dead letters itself.',
  },
  {
    rule: 'Serverless-EventBusDLQ',
    resources: ['Provisioning/Sweep'],
    reason:
      'A sweep that is lost is replaced by the next, a minute later. Sweeps that are missing ring `UsersWait`.',
  },
  {
    rule: 'Serverless-EventBusDLQ',
    resources: ['SlotCheck/SlotCheck'],
    reason:
      'A check that is lost is replaced by the next, five minutes later. What would lose them all, the worker or its throttling, rings by itself.',
  },
  {
    rule: 'Serverless-LambdaAsyncFailureDestination',
    resources: [`${worker}/Aliaslive/EventInvokeConfig`],
    reason:
      'Only sweeps are asynchronous: one that failed is replaced by the next, a minute later, and `RunFailed` and `Errors` ring.',
  },
  {
    rule: 'Serverless-LambdaDLQ',
    resources: [...triggers, worker, rehearsal],
    reason:
      'Cognito and CodeDeploy wait for the answer, so that nothing is left for a queue. The batches of the worker have one, `DeadLetters`.',
  },
  {
    rule: 'Serverless-LambdaTracing',
    resources: [...triggers, worker, rehearsal],
    reason:
      'Each call reports its steps, their durations and their causes in one line of the log. `tracing` switches X-Ray on.',
  },
  {
    rule: 'Serverless-SQSRedrivePolicy',
    resources: [deadLetters],
    reason: 'It is the queue of dead letters itself.',
  },
  {
    rule: 'Serverless-StepFunctionStateMachineXray',
    resources: [workflow],
    reason: 'The same as AwsSolutions-SF2.',
  },
]

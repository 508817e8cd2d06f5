/** Findings of cdk-nag in the constructs of other callers that stand, and why. */
import type { Acknowledgement } from './acknowledgements.ts'

const edge = 'Edge/SiteEdgeB9051720/Fn'
const guards = ['ByField', 'ByMethod', 'ByPolicy', 'ByStage', 'Guard']
const functions = [
  ...guards.map((guard) => `${guard}/Guard/Function`),
  edge,
  'Audit/Transform/Function',
  'Backfill/Batch/Function',
  'FrontDoor/Door/Function',
  'ProvisionNow/Asked/Function',
]
const workflow = 'ProvisionNow/Workflow'

export const callerAcknowledgements: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    resources: [`${workflow}/Role/DefaultPolicy`],
    reason: 'Step Functions sets up its log by actions that take no resource.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<AuditTrail.Arn>/*]',
    resources: ['Audit/StreamRole/DefaultPolicy'],
    reason: 'Firehose names its objects by the time. It may write to this bucket alone.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<BackfillBatchFunction.Arn>:*]',
    resources: ['Backfill/JobRole/DefaultPolicy'],
    reason:
      'A job calls one version, whose number nobody knows before: a running job keeps the one that it began with.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<BackfillReports.Arn>/manifests/*]',
    resources: ['Backfill/JobRole/DefaultPolicy'],
    reason: 'Each job has a manifest of its own, named by what is in it.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::<BackfillReports.Arn>/reports/*]',
    resources: ['Backfill/JobRole/DefaultPolicy'],
    reason: 'S3 names the reports of a job by its id.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::arn:aws:logs:*:*:log-group:/aws/lambda/us-east-1.*]',
    resources: [`${edge}/ServiceRole/DefaultPolicy`],
    reason: 'A function at the edge writes its lines in the Region that is nearest to the viewer.',
  },
  {
    rule: 'AwsSolutions-S1',
    resources: ['Audit/Trail', 'Backfill/Reports'],
    reason:
      'Nobody but Firehose and S3 Batch Operations writes there. Who reads is in CloudTrail, for a team that turns on its data events.',
  },
  {
    rule: 'AwsSolutions-SF2',
    resources: [workflow],
    reason: 'Reports and the log of the workflow have each step. Traces cost by the call.',
  },
  {
    rule: 'AwsSolutions-SMG4',
    resources: ['FrontDoor/ClientSecret', 'FrontDoor/SessionKeys'],
    reason:
      'Cognito makes the one, and a new key of the other must stand beside the old one for as long as a session lives.',
  },
  {
    rule: 'Serverless-LambdaDLQ',
    resources: functions,
    reason: 'Whoever calls them waits for the answer, or asks again: nothing is left for a queue.',
  },
  {
    rule: 'Serverless-LambdaTracing',
    resources: functions,
    reason: 'The report of each call has its steps and times. Traces cost by the call.',
  },
  {
    rule: 'Serverless-StepFunctionStateMachineXray',
    resources: [workflow],
    reason: 'As above.',
  },
]

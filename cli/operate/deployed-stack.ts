/** What CloudFormation made of a suite: its functions, log groups, alarms and rollouts, by their names in the account. */
import type { Command } from 'commander'
import { cloudFormation } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import {
  askCloudFormation,
  readElement,
} from '@cognito-trigger-suite/triggers/internal/adapters/cloud-formation'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { registry, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { usageError } from '../cli-error.ts'
import type { CliContext } from '../context.ts'
import { enterRegion, makeCall } from '../provisioning/place.ts'
import { telling } from '../telling.ts'

export interface StackOptions {
  readonly stackName: string
  readonly region?: string
}

export function addStackOptions(command: Command): Command {
  return command
    .requiredOption(
      '--stack-name <name>',
      'the stack of the suite in AWS, such as cognito-trigger-suite-prod',
    )
    .option('--region <region>', 'the Region (default: AWS_REGION)')
}

export interface DeployedFunction {
  /** Such as `pre-sign-up`. */
  readonly name: string
  /** The name in Lambda. */
  readonly functionName: string
  readonly logGroup: string | undefined
  /** Where CodeDeploy rolls it out, if it does. */
  readonly rollout: { readonly application: string; readonly group: string } | undefined
}

export interface DeployedStack {
  readonly functions: readonly DeployedFunction[]
  /** Alarms of metrics and of other alarms. */
  readonly alarms: readonly string[]
}

interface Resource {
  readonly type: string
  readonly logicalId: string
  readonly physicalId: string
}

/** The parts of logical ids by which constructs name the functions. */
const parts: readonly (readonly [name: string, part: string])[] = [
  ...triggerNames.map((name) => [name, registry[name].cognitoName] as const),
  ['provisioning-worker', 'ProvisioningWorker'],
]

/** @throws CliError for a stack that cannot be read, or that has no suite */
export async function readStack(context: CliContext, options: StackOptions): Promise<DeployedStack> {
  await enterRegion(context, options)
  const resources = await telling(`The stack ${options.stackName} was not read`, () =>
    list(options.stackName),
  )
  // A function of the team may have a name like that of a trigger. Each suite has one worker.
  const [suite, another] = resources.flatMap(
    ({ logicalId }) => /^(\w*)ProvisioningWorkerFunction[0-9A-F]{8}$/.exec(logicalId)?.[1] ?? [],
  )
  if (suite === undefined) {
    throw usageError(
      `The stack ${options.stackName} has no function of a suite: name the one that \`cdk deploy\` printed.`,
    )
  }
  if (another !== undefined) {
    throw usageError(
      `The stack ${options.stackName} has several suites, ${suite} and ${another}: give each a stack, or use the console.`,
    )
  }
  const find = (type: string, part: string): string | undefined => {
    const id = new RegExp(`^${suite}${part}[0-9A-F]{8}$`)
    return resources.find((each) => each.type === type && id.test(each.logicalId))?.physicalId
  }
  const application = find('AWS::CodeDeploy::Application', 'RolloutApplication')
  const functions = parts.flatMap(([name, part]): readonly DeployedFunction[] => {
    const functionName = find('AWS::Lambda::Function', `${part}Function`)
    const logGroup = find('AWS::Logs::LogGroup', `${part}Logs`)
    const group = find('AWS::CodeDeploy::DeploymentGroup', `Rollout${part.replace('Provisioning', '')}`)
    const rollout = application === undefined || group === undefined ? undefined : { application, group }
    return functionName === undefined ? [] : [{ name, functionName, logGroup, rollout }]
  })
  const alarms = resources
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm' || type === 'AWS::CloudWatch::CompositeAlarm')
    .map(({ physicalId }) => physicalId.replace(/^arn:.*:alarm:/, ''))
  return { functions, alarms }
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
async function list(stackName: string): Promise<readonly Resource[]> {
  const connection = connectTo(cloudFormation)
  const resources: Resource[] = []
  let token = ''
  do {
    const asked = { StackName: stackName, ...(token !== '' && { NextToken: token }) }
    const page = await askCloudFormation(connection, 'ListStackResources', asked, makeCall())
    resources.push(...readResources(page))
    token = readElement(page, 'NextToken')
  } while (token !== '')
  return resources
}

/** A resource that is being made has no physical id. */
function readResources(page: string): readonly Resource[] {
  return page.split('</member>').flatMap((member): readonly Resource[] => {
    const type = readElement(member, 'ResourceType')
    const logicalId = readElement(member, 'LogicalResourceId')
    const physicalId = readElement(member, 'PhysicalResourceId')
    const isGone = readElement(member, 'ResourceStatus').startsWith('DELETE_')
    return physicalId === '' || isGone ? [] : [{ type, logicalId, physicalId }]
  })
}

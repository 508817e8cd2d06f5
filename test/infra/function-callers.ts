/** Judges by an IAM simulator who may call a function of a template, by the permissions on it. */
import { runSimulation } from '@cloud-copilot/iam-simulate'
import type { Template } from 'aws-cdk-lib/assertions'

import { account, region, resolve } from './resolve-arns.ts'

export interface Caller {
  /** Such as `cognito-idp`. */
  readonly service: string
  readonly pool: string
  /** In whose name the service calls. */
  readonly account: string
  /** The function's name, with a version or an alias behind a colon. */
  readonly function: string
}

export async function mayCall(template: Template, caller: Caller): Promise<boolean> {
  const resource = `arn:aws:lambda:${region}:${account}:function:${caller.function}`
  const verdict = await runSimulation(
    {
      request: {
        principal: `${caller.service}.amazonaws.com`,
        action: 'lambda:InvokeFunction',
        resource: { resource, accountId: account },
        contextVariables: {
          'aws:SourceArn': `arn:aws:cognito-idp:${region}:${caller.account}:userpool/${caller.pool}`,
          'aws:SourceAccount': caller.account,
        },
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: { Version: '2012-10-17', Statement: readPermissions(template) },
    },
    {},
  )
  if (verdict.resultType === 'error') throw new Error(verdict.errors.message)
  return verdict.overallResult === 'Allowed'
}

/** As Lambda writes them into the policies of its functions. */
function readPermissions(template: Template): readonly object[] {
  return Object.values(template.findResources('AWS::Lambda::Permission')).map(({ Properties }) => ({
    Effect: 'Allow',
    Principal: { Service: Properties['Principal'] },
    Action: Properties['Action'],
    Resource: resolve(Properties['FunctionName'], template),
    Condition: {
      ArnLike: { 'aws:SourceArn': resolve(Properties['SourceArn'], template) },
      ...(Properties['SourceAccount'] !== undefined && {
        StringEquals: { 'aws:SourceAccount': resolve(Properties['SourceAccount'], template) },
      }),
    },
  }))
}

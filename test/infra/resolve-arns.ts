/** Gives each resource of a template the ARN that it would have, so that policies can be judged offline. */
import type { Template } from 'aws-cdk-lib/assertions'

import { isObject } from '../../triggers/core/json.ts'
import { withoutHash } from './read-grants.ts'
import { resourcesOf } from './resource-schemas.ts'

export const account = '111122223333'
export const region = 'eu-west-1'

const pseudo = new Map([
  ['AWS::Partition', 'aws'],
  ['AWS::Region', region],
  ['AWS::AccountId', account],
  ['AWS::URLSuffix', 'amazonaws.com'],
])

/** The end of the ARN of each type that policies name. */
const forms: Readonly<Record<string, (name: string) => string>> = {
  'AWS::CodeDeploy::Application': (name) => `codedeploy:${region}:${account}:application:${name}`,
  'AWS::Cognito::UserPool': (name) => `cognito-idp:${region}:${account}:userpool/${region}_${name}`,
  'AWS::DynamoDB::GlobalTable': (name) => `dynamodb:${region}:${account}:table/${name}`,
  'AWS::Events::EventBus': (name) => `events:${region}:${account}:event-bus/${name}`,
  'AWS::Events::Rule': (name) => `events:${region}:${account}:rule/${name}`,
  'AWS::IAM::Role': (name) => `iam::${account}:role/${name}`,
  'AWS::Lambda::Alias': (name) => `lambda:${region}:${account}:function:${name}:live`,
  'AWS::Lambda::Function': (name) => `lambda:${region}:${account}:function:${name}`,
  'AWS::Lambda::Version': (name) => `lambda:${region}:${account}:function:${name}:1`,
  'AWS::Logs::LogGroup': (name) => `logs:${region}:${account}:log-group:${name}:*`,
  'AWS::S3::Bucket': (name) => `s3:::${name.toLowerCase()}`,
  'AWS::SecretsManager::Secret': (name) => `secretsmanager:${region}:${account}:secret:${name}-AbCdEf`,
  'AWS::SNS::Topic': (name) => `sns:${region}:${account}:${name}`,
  'AWS::SQS::Queue': (name) => `sqs:${region}:${account}:${name}`,
  'AWS::StepFunctions::StateMachine': (name) => `states:${region}:${account}:stateMachine:${name}`,
}

/** Types whose `Ref` is their ARN. */
const arnByRef = new Set([
  'AWS::Lambda::Alias',
  'AWS::Lambda::Version',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::StepFunctions::StateMachine',
])

/** The ARNs of all resources of the template that have one, by logical id. */
function listArns(template: Template): ReadonlyMap<string, string> {
  return new Map(
    resourcesOf(template).flatMap(({ id, type }) => {
      const form = forms[type]
      return form === undefined ? [] : [[id, `arn:aws:${form(withoutHash(id))}`] as const]
    }),
  )
}

/** A value with each `Ref`, `Fn::GetAtt` and `Fn::Join` in it replaced.
 * @throws Error for another function, or a resource whose ARN has no form here */
export function resolve(value: unknown, template: Template): unknown {
  const types = new Map(resourcesOf(template).map(({ id, type }) => [id, type]))
  const arns = listArns(template)
  const arnOf = (id: string) => {
    const arn = arns.get(id)
    if (arn === undefined) throw new Error(`Add the form of the ARN of ${types.get(id) ?? id}.`)
    return arn
  }
  const replace = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(replace)
    if (!isObject(each)) return each
    const { Ref: reference, 'Fn::GetAtt': attribute, 'Fn::Join': join } = each
    if (typeof reference === 'string') {
      return (
        pseudo.get(reference) ??
        (arnByRef.has(types.get(reference) ?? '') ? arnOf(reference) : withoutHash(reference))
      )
    }
    if (Array.isArray(attribute)) {
      const arn = arnOf(String(attribute[0]))
      return attribute[1] === 'StreamArn' ? `${arn}/stream/now` : arn
    }
    if (Array.isArray(join)) return [replace(join[1])].flat().join(String(join[0]))
    const unknown = Object.keys(each).find((name) => name.startsWith('Fn::'))
    if (unknown !== undefined) throw new Error(`A policy with ${unknown} cannot be judged.`)
    return Object.fromEntries(Object.entries(each).map(([name, inside]) => [name, replace(inside)]))
  }
  return replace(value)
}

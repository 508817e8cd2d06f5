/** What `Ref` and `Fn::GetAtt` give for each kind of resource in the local stack. */
import { bundleNames } from '@cognito-trigger-suite/triggers/internal/registry'
import type { TemplateResource } from './assembly.ts'
import { readField, readString, readObjects } from './fields.ts'
import { localAccountId, deriveApiId, deriveClientId, deriveClientSecret, deriveName } from './local-ids.ts'
import type { LocalValue, Resolver } from './resolver.ts'
import { TemplateError } from './template-error.ts'

/** The tag by which a function names its trigger. */
const triggerTag = 'suite:trigger'

/** The pool's id without its Region; there is one pool in a local stack. */
const poolSuffix = 'Local0001'

export function describeLocally(resource: TemplateResource, resolver: Resolver, where: string): LocalValue {
  const { logicalId, type } = resource
  const { region, seed, stackName } = resolver
  const arn = (service: string, name: string): string =>
    `arn:aws:${service}:${region}:${localAccountId}:${name}`
  const named = (key: string, otherwise: string): string => readName(resource, key, resolver) ?? otherwise
  const generated = deriveName(stackName, logicalId)

  switch (type) {
    case 'AWS::Lambda::Function': {
      const ref = named('FunctionName', deriveName(stackName, readOnlyName(resource, resolver) ?? logicalId))
      return { ref, attributes: { Arn: arn('lambda', `function:${ref}`) } }
    }
    case 'AWS::Lambda::Version': {
      const ref = `${readFunctionArn(resource, resolver)}:1`
      return { ref, attributes: { Version: '1', FunctionArn: ref } }
    }
    case 'AWS::Lambda::Alias': {
      const ref = `${readFunctionArn(resource, resolver)}:${named('Name', '')}`
      return { ref, attributes: { AliasArn: ref } }
    }
    case 'AWS::Cognito::UserPool': {
      const ref = `${region}_${poolSuffix}`
      const provider = `cognito-idp.${region}.amazonaws.com/${ref}`
      return {
        ref,
        attributes: {
          Arn: arn('cognito-idp', `userpool/${ref}`),
          UserPoolId: ref,
          ProviderName: provider,
          ProviderURL: `https://${provider}`,
        },
      }
    }
    case 'AWS::Cognito::UserPoolClient': {
      const ref = deriveClientId(seed, logicalId)
      return { ref, attributes: { ClientId: ref, ClientSecret: deriveClientSecret(seed, logicalId) } }
    }
    case 'AWS::Cognito::UserPoolGroup':
      return { ref: named('GroupName', generated), attributes: {} }
    case 'AWS::Cognito::UserPoolResourceServer':
      return { ref: named('Identifier', generated), attributes: {} }
    case 'AWS::Cognito::UserPoolDomain':
      return { ref: named('Domain', generated), attributes: {} }
    case 'AWS::DynamoDB::GlobalTable':
    case 'AWS::DynamoDB::Table': {
      const ref = named('TableName', generated)
      const table = arn('dynamodb', `table/${ref}`)
      return { ref, attributes: { Arn: table, StreamArn: `${table}/stream/local` } }
    }
    case 'AWS::Events::EventBus': {
      const ref = named('Name', generated)
      return { ref, attributes: { Arn: arn('events', `event-bus/${ref}`), Name: ref } }
    }
    case 'AWS::Events::Rule': {
      const ref = named('Name', generated)
      return { ref, attributes: { Arn: arn('events', `rule/${ref}`) } }
    }
    case 'AWS::SecretsManager::Secret': {
      const ref = arn('secretsmanager', `secret:${named('Name', generated)}`)
      return { ref, attributes: {} }
    }
    case 'AWS::SQS::Queue': {
      const name = named('QueueName', generated)
      return {
        ref: `https://sqs.${region}.amazonaws.com/${localAccountId}/${name}`,
        attributes: { Arn: arn('sqs', name), QueueName: name },
      }
    }
    case 'AWS::StepFunctions::StateMachine': {
      const name = named('StateMachineName', generated)
      const ref = arn('states', `stateMachine:${name}`)
      return { ref, attributes: { Arn: ref, Name: name } }
    }
    case 'AWS::KinesisFirehose::DeliveryStream': {
      const ref = named('DeliveryStreamName', generated)
      return { ref, attributes: { Arn: arn('firehose', `deliverystream/${ref}`) } }
    }
    case 'AWS::Logs::LogStream':
      return { ref: named('LogStreamName', generated), attributes: {} }
    case 'AWS::Glue::Table':
      return { ref: generated, attributes: {} }
    case 'AWS::Logs::LogGroup': {
      const ref = named('LogGroupName', generated)
      return { ref, attributes: { Arn: arn('logs', `log-group:${ref}:*`) } }
    }
    case 'AWS::ApiGatewayV2::Api': {
      const ref = deriveApiId(seed, logicalId)
      return {
        ref,
        attributes: { ApiId: ref, ApiEndpoint: `https://${ref}.execute-api.${region}.amazonaws.com` },
      }
    }
    case 'AWS::AppSync::GraphQLApi': {
      const ApiId = deriveApiId(seed, logicalId)
      const Arn = arn('appsync', `apis/${ApiId}`)
      const GraphQLDns = `${ApiId}.appsync-api.${region}.amazonaws.com`
      const GraphQLUrl = `https://${GraphQLDns}/graphql`
      return { ref: Arn, attributes: { ApiId, Arn, GraphQLDns, GraphQLUrl } }
    }
    case 'AWS::AppSync::DataSource':
      return { ref: generated, attributes: { Name: named('Name', generated) } }
    case 'AWS::ApiGateway::RestApi': {
      const ref = deriveApiId(seed, logicalId)
      return { ref, attributes: { RestApiId: ref, RootResourceId: deriveApiId(seed, `${logicalId}/`) } }
    }
    case 'AWS::ApiGateway::Authorizer':
    case 'AWS::ApiGateway::Deployment':
    case 'AWS::ApiGateway::Method':
    case 'AWS::ApiGateway::Model':
    case 'AWS::ApiGateway::RequestValidator':
    case 'AWS::ApiGateway::Resource': {
      const ref = deriveApiId(seed, logicalId)
      const id = `${type.slice('AWS::ApiGateway::'.length)}Id`
      return { ref, attributes: { [id]: ref } }
    }
    case 'AWS::ApiGateway::Stage':
    case 'AWS::ApiGatewayV2::Stage':
      return { ref: named('StageName', generated), attributes: {} }
    case 'AWS::ApiGatewayV2::Integration':
    case 'AWS::ApiGatewayV2::Route':
      return { ref: deriveApiId(seed, logicalId), attributes: {} }
    case 'AWS::ApiGatewayV2::Authorizer': {
      const ref = deriveApiId(seed, logicalId)
      return { ref, attributes: { AuthorizerId: ref } }
    }
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer': {
      const name = named('Name', logicalId).slice(0, 32)
      const fullName = `app/${name}/local`
      const ref = arn('elasticloadbalancing', `loadbalancer/${fullName}`)
      return {
        ref,
        attributes: {
          LoadBalancerArn: ref,
          LoadBalancerFullName: fullName,
          LoadBalancerName: name,
          CanonicalHostedZoneID: 'ZLOCAL',
          DNSName: `${name.toLowerCase()}.${region}.elb.amazonaws.com`,
        },
      }
    }
    case 'AWS::ElasticLoadBalancingV2::TargetGroup': {
      const name = named('Name', logicalId).slice(0, 32)
      const ref = arn('elasticloadbalancing', `targetgroup/${name}/local`)
      return {
        ref,
        attributes: {
          TargetGroupArn: ref,
          TargetGroupFullName: `targetgroup/${name}/local`,
          TargetGroupName: name,
        },
      }
    }
    case 'AWS::ElasticLoadBalancingV2::Listener': {
      const ref = arn('elasticloadbalancing', `listener/app/${logicalId}/local`)
      return { ref, attributes: { ListenerArn: ref } }
    }
    case 'AWS::CloudFront::Distribution': {
      const ref = deriveApiId(seed, logicalId).toUpperCase()
      return { ref, attributes: { Id: ref, DomainName: `d${ref.toLowerCase()}.cloudfront.net` } }
    }
    case 'Custom::CrossRegionStringParameterReader':
      return {
        ref: generated,
        attributes: { FunctionArn: readEdgeArn(named('ParameterName', ''), resolver, where) },
      }
    case 'AWS::CertificateManager::Certificate':
      return { ref: arn('acm', `certificate/${generated}`), attributes: {} }
    case 'AWS::S3::Bucket': {
      const ref = named('BucketName', generated.toLowerCase().slice(0, 63))
      const attributes = {
        Arn: `arn:aws:s3:::${ref}`,
        DomainName: `${ref}.s3.amazonaws.com`,
        RegionalDomainName: `${ref}.s3.${region}.amazonaws.com`,
      }
      return { ref, attributes }
    }
    case 'AWS::IAM::Role': {
      const ref = named('RoleName', generated)
      return { ref, attributes: { Arn: `arn:aws:iam::${localAccountId}:role/${ref}` } }
    }
    default:
      if (resolver.others === 'named') return { ref: generated, attributes: { Arn: arn('local', generated) } }
      throw new TemplateError(
        `${where} refers to ${logicalId}, an ${type} that the local stack does not run: use a literal or leave it out.`,
      )
  }
}

/** CDK puts the function of a distribution's edge into a stack in us-east-1, which leaves its ARN in a parameter there. */
function readEdgeArn(name: string, { neighbours }: Resolver, where: string): string {
  const parameter = neighbours
    .flatMap(({ resourcesOf }) => resourcesOf('AWS::SSM::Parameter'))
    .find(({ properties }) => readField(properties, 'Name') === name)
  if (parameter !== undefined) return readString(parameter.resolved, 'Value', parameter.logicalId)
  throw new TemplateError(
    `${where} calls a function of another stack by the parameter ${name}, but no stack beside this one makes it: synthesize the whole app, and keep its templates in one folder.`,
  )
}

/** Turns what Lambda's API takes as a function's name into its ARN, and keeps the qualifier. */
export function toFunctionArn(name: string, region: string): string {
  if (name.startsWith('arn:')) return name
  const short = name.includes(':function:')
    ? name.slice(name.indexOf(':function:') + ':function:'.length)
    : name
  return `arn:aws:lambda:${region}:${localAccountId}:function:${short}`
}

/** The trigger, of which a stack has one function. Of a function behind another caller it may have several. */
function readOnlyName(resource: TemplateResource, resolver: Resolver): string | undefined {
  const tag = readTriggerTag(resource, resolver)
  return bundleNames.find((name) => name === tag)
}

export function readTriggerTag(resource: TemplateResource, resolver: Resolver): string | undefined {
  const tag = readObjects(resource.properties, 'Tags', resource.logicalId).find(
    (entry) => readField(entry, 'Key') === triggerTag,
  )
  if (tag === undefined) return undefined
  const value = resolver.resolve(readField(tag, 'Value'), `${resource.logicalId}.Tags`)
  return typeof value === 'string' ? value : undefined
}

function readFunctionArn(resource: TemplateResource, resolver: Resolver): string {
  const name = readName(resource, 'FunctionName', resolver)
  if (name === undefined) {
    throw new TemplateError(
      `${resource.logicalId}.FunctionName is missing: correct it where the template is made.`,
    )
  }
  return toFunctionArn(name, resolver.region)
}

function readName(resource: TemplateResource, key: string, resolver: Resolver): string | undefined {
  const value = resolver.resolve(readField(resource.properties, key), `${resource.logicalId}.${key}`)
  return typeof value === 'string' ? value : undefined
}

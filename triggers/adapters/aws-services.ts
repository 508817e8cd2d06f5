/** The AWS services that adapters call, each one value, so that a bundle holds those that it calls. */

export interface AwsService {
  /** Names it in error codes: `user_pool`. */
  readonly name: string
  /** As signatures spell it: `cognito-idp`. */
  readonly signingName: string
  /** How its hosts begin. Default as signatures spell it. */
  readonly host?: string
  /** How the variable of its endpoint ends: `AWS_ENDPOINT_URL_<variable>`. */
  readonly variable: string
  /** Hosts, `dual ` before those with both stacks, that are FIPS endpoints as they are. */
  readonly plainFips?: RegExp
  /** Hosts that answer over IPv6 too as they are. */
  readonly plainDualStack?: RegExp
}

/** A service whose operations are named by a header. */
export interface JsonService extends AwsService {
  /** The prefix of its operations in `X-Amz-Target`. */
  readonly target: string
  /** The version of its JSON protocol. Default 1.1. */
  readonly json?: '1.0'
}

export const dynamodb: JsonService = {
  name: 'table',
  signingName: 'dynamodb',
  variable: 'DYNAMODB',
  plainFips: /^\w+\.us-gov-/,
  target: 'DynamoDB_20120810',
  json: '1.0',
}

export const cognito: JsonService = {
  name: 'user_pool',
  signingName: 'cognito-idp',
  variable: 'COGNITO_IDENTITY_PROVIDER',
  // Those of commercial Regions, and FIPS ones of the United States.
  plainDualStack: /idp(\.(?!cn-|eusc-|us-gov-)|-fips\.us-(east|west)-)/,
  target: 'AWSCognitoIdentityProviderService',
}

export const eventBridge: JsonService = {
  name: 'event_bus',
  signingName: 'events',
  variable: 'EVENTBRIDGE',
  plainFips: /\.us-gov-/,
  target: 'AWSEvents',
}

export const ses: AwsService = { name: 'mail', signingName: 'ses', host: 'email', variable: 'SESV2' }

export const lambda: AwsService = { name: 'lambda', signingName: 'lambda', variable: 'LAMBDA' }

export const parameterStore: JsonService = {
  name: 'parameter_store',
  signingName: 'ssm',
  variable: 'SSM',
  plainFips: /\.us-gov-/,
  target: 'AmazonSSM',
}

export const secretsManager: JsonService = {
  name: 'secrets_manager',
  signingName: 'secretsmanager',
  variable: 'SECRETS_MANAGER',
  target: 'secretsmanager',
}

export const codeDeploy: JsonService = {
  name: 'code_deploy',
  signingName: 'codedeploy',
  variable: 'CODEDEPLOY',
  target: 'CodeDeploy_20141006',
}

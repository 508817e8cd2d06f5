/** The AWS services that adapters call. Each is a value of its own, so that a bundle holds only those that it calls. */

export interface AwsService {
  /** The name in error codes: `user_pool`. */
  readonly name: string
  /** The name in signatures: `cognito-idp`. */
  readonly signingName: string
  /** The beginning of its host names. Default: the name in signatures. */
  readonly host?: string
  /** The end of its endpoint variable: `AWS_ENDPOINT_URL_<variable>`. */
  readonly variable: string
  /** Hosts that are FIPS endpoints already; `dual ` marks those with both IP versions. */
  readonly plainFips?: RegExp
  /** Hosts that already answer over IPv6 too. */
  readonly plainDualStack?: RegExp
}

/** A service that takes the operation's name in a header. */
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
  // The commercial Regions, and the FIPS endpoints of the United States.
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
  plainFips: /^\w+\.us-gov-/,
  target: 'AmazonSSM',
}

export const secretsManager: JsonService = {
  name: 'secrets_manager',
  signingName: 'secretsmanager',
  variable: 'SECRETS_MANAGER',
  // Where Secrets Manager has a domain of both IP versions: the European partition, and China with FIPS.
  plainDualStack: /r\.(?!eusc-)|s\.(?!eusc-|cn-)/,
  target: 'secretsmanager',
}

/** It speaks no JSON. */
export const cloudFormation: AwsService = {
  name: 'stacks',
  signingName: 'cloudformation',
  variable: 'CLOUDFORMATION',
  plainFips: /^\w+\.us-gov-/,
}

export const firehose: JsonService = {
  name: 'delivery_stream',
  signingName: 'firehose',
  variable: 'FIREHOSE',
  target: 'Firehose_20150804',
}

export const codeDeploy: JsonService = {
  name: 'code_deploy',
  signingName: 'codedeploy',
  variable: 'CODEDEPLOY',
  target: 'CodeDeploy_20141006',
}

export const cloudWatch: JsonService = {
  name: 'alarms',
  signingName: 'monitoring',
  variable: 'CLOUDWATCH',
  plainFips: /^\w+\.us-gov-/,
  target: 'GraniteServiceVersion20100801',
  json: '1.0',
}

export const cloudWatchLogs: JsonService = {
  name: 'logs',
  signingName: 'logs',
  variable: 'CLOUDWATCH_LOGS',
  plainFips: /^\w+\.us-gov-/,
  target: 'Logs_20140328',
}

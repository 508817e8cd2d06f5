/** Who calls a function while somebody waits, and what each of them does: the numbers of AWS's documents. */

export interface Caller {
  /** As people call it. */
  readonly title: string
  /** How long it waits, in milliseconds. `function`: as long as the function's own timeout. */
  readonly waitsMs: number | 'function'
  /** The largest request and answer, in bytes; undefined where AWS documents none. */
  readonly requestBytes?: number
  readonly answerBytes?: number
  /** Who asks again when no answer came. */
  readonly repeats: string
  /** What it does with an error that the function threw, and with a time-out. */
  readonly onThrow: string
  readonly onTimeout: string
  /** The AWS page that says so. */
  readonly see: string
}

const kb = 1_024
const mb = 1_024 * kb

export const callers = {
  'http-api': {
    title: 'API Gateway, HTTP API',
    waitsMs: 30_000,
    requestBytes: 6 * mb,
    answerBytes: 6 * mb,
    repeats: 'nobody',
    onThrow: '500 {"message":"Internal Server Error"}',
    onTimeout: '503 {"message":"Service Unavailable"}',
    see: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html',
  },
  'rest-api': {
    title: 'API Gateway, REST API',
    waitsMs: 29_000,
    requestBytes: 6 * mb,
    answerBytes: 6 * mb,
    repeats: 'nobody',
    onThrow: '502 {"message":"Internal server error"}',
    onTimeout: '504 {"message":"Endpoint request timed out"}',
    see: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  'api-authorizer': {
    title: 'API Gateway, Lambda authorizer',
    waitsMs: 10_000,
    answerBytes: 8 * kb,
    repeats: 'nobody',
    onThrow: '500; a REST API answers 401 to the error `Unauthorized`',
    onTimeout: '500',
    see: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html',
  },
  alb: {
    title: 'Application Load Balancer',
    waitsMs: 'function',
    requestBytes: mb,
    answerBytes: mb,
    repeats: 'nobody',
    onThrow: '502',
    onTimeout: '502',
    see: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html',
  },
  edge: {
    title: 'CloudFront, Lambda@Edge viewer request',
    waitsMs: 30_000,
    requestBytes: 40 * kb,
    answerBytes: 40 * kb,
    repeats: 'nobody',
    onThrow: '503',
    onTimeout: '503',
    see: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html',
  },
  appsync: {
    title: 'AppSync, Lambda authorizer',
    waitsMs: 10_000,
    repeats: 'nobody',
    onThrow: 'UnauthorizedException',
    onTimeout: 'UnauthorizedException',
    see: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html',
  },
  workflow: {
    title: 'Step Functions, Express workflow',
    waitsMs: 300_000,
    requestBytes: 256 * kb,
    answerBytes: 256 * kb,
    repeats: 'the `Retry` of the definition',
    onThrow: 'status FAILED, with the error’s name and cause',
    onTimeout: 'status TIMED_OUT',
    see: 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html',
  },
  's3-batch': {
    title: 'S3 Batch Operations',
    waitsMs: 'function',
    requestBytes: 6 * mb,
    answerBytes: 6 * mb,
    repeats: 'S3, for TemporaryFailure',
    onThrow: 'the task fails for good after tries of its own',
    onTimeout: 'the task fails for good after tries of its own',
    see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html',
  },
  firehose: {
    title: 'Firehose, data transformation',
    waitsMs: 300_000,
    requestBytes: 6 * mb,
    answerBytes: 6 * mb,
    repeats: 'Firehose, three times, for a network time-out and throttling',
    onThrow: 'the whole batch goes to the prefix processing-failed',
    onTimeout: 'the whole batch goes to the prefix processing-failed',
    see: 'https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html',
  },
  lex: {
    title: 'Lex V2, code hook',
    waitsMs: 30_000,
    repeats: 'nobody',
    onThrow: 'DependencyFailedException',
    onTimeout: 'DependencyFailedException',
    see: 'https://docs.aws.amazon.com/lexv2/latest/dg/lambda.html',
  },
  alexa: {
    title: 'Alexa, custom skill',
    waitsMs: 8_000,
    repeats: 'nobody',
    onThrow: 'an excuse in Alexa’s own words',
    onTimeout: 'an excuse in Alexa’s own words',
    see: 'https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-and-response-json-reference.html',
  },
} as const satisfies Readonly<Record<string, Caller>>

export type CallerName = keyof typeof callers

export const callerNames = Object.keys(callers).filter((name): name is CallerName =>
  Object.hasOwn(callers, name),
)

/** The functions of this package, each with the callers that it serves, the usual one first. */
export const callerFunctions = {
  'front-door': ['http-api', 'rest-api', 'alb'],
  guards: ['api-authorizer', 'appsync'],
  edge: ['edge'],
  workflow: ['workflow'],
  's3-batch': ['s3-batch'],
  firehose: ['firehose'],
} as const satisfies Readonly<Record<string, readonly CallerName[]>>

export type CallerFunctionName = keyof typeof callerFunctions

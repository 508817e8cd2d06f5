/** What each caller sends and takes, by `@types/aws-lambda`, which people outside of this suite keep. Where it is loose, or
 * AWS's own example differs, the page is named. */
import type {
  ALBEvent,
  ALBResult,
  APIGatewayAuthorizerResult,
  APIGatewayEventIdentity,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
  APIGatewayTokenAuthorizerEvent,
  AppSyncAuthorizerEvent,
  AppSyncAuthorizerResult,
  CloudFrontRequest,
  CloudFrontRequestEvent,
  CloudFrontResultResponse,
  FirehoseTransformationEvent,
  FirehoseTransformationResult,
  LexV2Event,
  LexV2Interpretation,
  LexV2Result,
  S3BatchEvent,
  S3BatchResult,
} from 'aws-lambda'

type With<Whole, Part> = Omit<Whole, keyof Part> & Part

/** One of the two ways, which the attribute `lambda.multi_value_headers.enabled` of the target group chooses; no body is
 * an empty text.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html */
type Balanced = With<ALBEvent, { body: string }>
type Single = With<
  Omit<Balanced, 'multiValueHeaders' | 'multiValueQueryStringParameters'>,
  Required<Pick<ALBEvent, 'headers' | 'queryStringParameters'>>
>
type Multi = With<
  Omit<Balanced, 'headers' | 'queryStringParameters'>,
  Required<Pick<ALBEvent, 'multiValueHeaders' | 'multiValueQueryStringParameters'>>
>

/** Without API keys and certificates of clients. */
type Identity = Omit<APIGatewayEventIdentity, 'apiKey' | 'apiKeyId' | 'clientCert' | 'vpcId' | 'vpceId'>

/** Without an authorizer claims and scopes are null. The page's resource is null too, and users see the route.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
type HttpApi1 = With<
  APIGatewayProxyEvent,
  {
    version: '1.0'
    requestContext: With<
      Required<
        Omit<
          APIGatewayProxyEvent['requestContext'],
          'connectedAt' | 'connectionId' | 'eventType' | 'messageDirection' | 'messageId' | 'routeKey'
        >
      >,
      {
        authorizer: { claims: null; scopes: null }
        identity: Identity
        resourceId: string | null
      }
    >
  }
>

/** What a REST API's authorizer gets of the context; the page's example has no more.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
type Authorizing = With<
  Pick<
    APIGatewayRequestAuthorizerEvent['requestContext'],
    'path' | 'accountId' | 'resourceId' | 'stage' | 'requestId' | 'resourcePath' | 'httpMethod' | 'apiId'
  >,
  { identity: Pick<APIGatewayEventIdentity, 'apiKey' | 'sourceIp'> }
>

/** An HTTP API has no API keys.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
type Authorizer1 = With<
  Omit<APIGatewayRequestAuthorizerEvent, 'multiValueHeaders' | 'multiValueQueryStringParameters'>,
  {
    version: '1.0'
    identitySource: string
    authorizationToken: string
    requestContext: With<Authorizing, { identity: Pick<APIGatewayEventIdentity, 'sourceIp'> }>
  }
>

/** Version 2.0 names the bucket, and carries the job's arguments.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_LambdaInvokeOperation.html */
type Batch2 = With<
  S3BatchEvent,
  {
    invocationSchemaVersion: '2.0'
    job: { id: string; userArguments: Record<string, string> }
    tasks: (Omit<S3BatchEvent['tasks'][number], 's3BucketArn'> & { s3Bucket: string })[]
  }
>

/** Two fields that the types do not know yet; attributes of a request may be null.
 * @see https://docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html */
type Lex = With<
  LexV2Event,
  {
    messageVersion: '1.0'
    invocationLabel: string
    requestAttributes: Record<string, string> | null
    interpretations: (LexV2Interpretation & { interpretationSource: 'Bedrock' | 'Lex' })[]
  }
>

/** @see https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-and-response-json-reference.html */
interface SkillUser {
  readonly userId: string
  readonly accessToken?: string
}
interface Skill {
  readonly version: '1.0'
  readonly session: {
    readonly new: boolean
    readonly sessionId: string
    readonly application: { readonly applicationId: string }
    readonly attributes: Readonly<Record<string, string>>
    readonly user: SkillUser
  }
  readonly context: {
    readonly System: {
      readonly application: { readonly applicationId: string }
      readonly user: SkillUser
      readonly device: { readonly deviceId: string; readonly supportedInterfaces: object }
      readonly apiEndpoint: string
      readonly apiAccessToken: string
    }
  }
  readonly request: {
    readonly type: 'IntentRequest'
    readonly requestId: string
    readonly timestamp: string
    readonly locale: string
    readonly dialogState?: 'STARTED' | 'IN_PROGRESS' | 'COMPLETED'
    readonly intent: {
      readonly name: string
      readonly confirmationStatus: 'NONE' | 'CONFIRMED' | 'DENIED'
      readonly slots?: Readonly<Record<string, { readonly name: string; readonly value?: string }>>
    }
  }
}
interface SkillAnswer {
  readonly version: '1.0'
  readonly response: {
    readonly outputSpeech?: { readonly type: 'PlainText'; readonly text: string }
    readonly card?: { readonly type: 'LinkAccount' }
    readonly shouldEndSession?: boolean
  }
}

/** By the name of the golden event. */
export interface CallerEvents {
  'http-api/1.0': HttpApi1
  'http-api/2.0': With<APIGatewayProxyEventV2, { version: '2.0' }>
  /** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
  'rest-api/1.0': With<
    APIGatewayProxyEvent,
    {
      requestContext: With<Omit<APIGatewayProxyEvent['requestContext'], 'authorizer'>, { identity: Identity }>
    }
  >
  'api-authorizer/http-api.1.0': Authorizer1
  'api-authorizer/http-api.2.0': With<
    APIGatewayRequestAuthorizerEventV2,
    { version: '2.0'; cookies?: string[] }
  >
  'api-authorizer/rest-api.request': With<APIGatewayRequestAuthorizerEvent, { requestContext: Authorizing }>
  'api-authorizer/rest-api.token': APIGatewayTokenAuthorizerEvent
  'alb/health-check': Single
  'alb/multi': Multi
  'alb/single': Single
  'edge/viewer-request': CloudFrontRequestEvent
  'appsync/request': AppSyncAuthorizerEvent
  /** The suite's own: a workflow hands on what its definition says. */
  'workflow/provision': { sub: string }
  's3-batch/1.0': With<S3BatchEvent, { invocationSchemaVersion: '1.0' }>
  's3-batch/2.0': Batch2
  'firehose/control': FirehoseTransformationEvent
  'firehose/reports': FirehoseTransformationEvent
  'lex/fulfillment': Lex
  'alexa/intent': Skill
}

/** By what is answered. */
export interface CallerAnswers {
  'http-api/2.0': APIGatewayProxyStructuredResultV2
  'http-api/1.0': APIGatewayProxyResult
  'rest-api/1.0': APIGatewayProxyResult
  'alb/single': Omit<ALBResult, 'multiValueHeaders'> & { isBase64Encoded: boolean }
  'alb/multi': Omit<ALBResult, 'headers'> & { isBase64Encoded: boolean }
  simple: APIGatewaySimpleAuthorizerWithContextResult<Record<string, unknown>>
  iam: APIGatewayAuthorizerResult
  appsync: AppSyncAuthorizerResult<Record<string, string>>
  'edge, who goes on': CloudFrontRequest
  'edge, who does not': CloudFrontResultResponse
  's3-batch': S3BatchResult
  firehose: FirehoseTransformationResult
  /** @see https://docs.aws.amazon.com/lexv2/latest/dg/lambda-response-format.html */
  lex: With<
    LexV2Result,
    {
      sessionState: With<
        LexV2Result['sessionState'],
        { intent: Omit<LexV2Event['sessionState']['intent'], 'kendraResponse'> }
      >
    }
  >
  alexa: SkillAnswer
}

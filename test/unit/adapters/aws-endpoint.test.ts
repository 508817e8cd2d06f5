/** Endpoints are those of the SDK, whose rules come from AWS. */
import {
  CognitoIdentityProviderClient,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { awsEndpoint } from '../../../triggers/adapters/aws-endpoint.ts'
import {
  type AwsService,
  cloudFormation,
  cloudWatchLogs,
  cognito,
  dynamodb,
  eventBridge,
  lambda,
  parameterStore,
  secretsManager,
  ses,
} from '../../../triggers/adapters/aws-services.ts'
import { type AskedEndpoint as Asked, readEndpointRules } from '../../support/endpoint-rules.ts'

afterEach(() => vi.unstubAllEnvs())

class HostError extends Error {}

const common = {
  maxAttempts: 1,
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  requestHandler: {
    handle: ({ hostname }: { readonly hostname: string }) => Promise.reject(new HostError(hostname)),
  },
}

const byRules = (service: string) => {
  const hostOf = readEndpointRules(service)
  return (asked: Asked) => Promise.reject(new HostError(hostOf(asked)))
}

/** Each with one call of its SDK, or by the rules that its SDK would have. */
const services: Readonly<Record<string, readonly [AwsService, (asked: Asked) => Promise<unknown>]>> = {
  dynamodb: [
    dynamodb,
    (asked) =>
      new DynamoDBClient({ ...common, ...asked, accountIdEndpointMode: 'disabled' }).send(
        new ListTablesCommand({}),
      ),
  ],
  'cognito-idp': [
    cognito,
    (asked) =>
      new CognitoIdentityProviderClient({ ...common, ...asked }).send(
        new ListUserPoolsCommand({ MaxResults: 1 }),
      ),
  ],
  events: [
    eventBridge,
    (asked) => new EventBridgeClient({ ...common, ...asked }).send(new ListRulesCommand({})),
  ],
  logs: [cloudWatchLogs, byRules('logs')],
  email: [ses, (asked) => new SESv2Client({ ...common, ...asked }).send(new GetAccountCommand({}))],
  lambda: [lambda, (asked) => new LambdaClient({ ...common, ...asked }).send(new ListFunctionsCommand({}))],
  cloudformation: [cloudFormation, byRules('cloudformation')],
  ssm: [parameterStore, byRules('ssm')],
  secretsmanager: [secretsManager, byRules('secretsmanager')],
}

const regions = [
  'eu-west-1',
  'us-east-1',
  'us-west-2',
  'ca-central-1',
  'ap-southeast-2',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-west-1',
  'us-gov-east-1',
  'eusc-de-east-1',
]

describe.each(Object.entries(services))('the endpoint of %s', (_, [service, callSdk]) => {
  const variants = [false, true].flatMap((fips) =>
    [false, true].map((dualStack) => [fips, dualStack] as const),
  )

  test.each(variants)(
    'is the one of the SDK in each partition, with FIPS %s and both stacks %s',
    async (fips, dualStack) => {
      vi.stubEnv('AWS_USE_FIPS_ENDPOINT', String(fips))
      vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', String(dualStack))
      for (const region of regions) {
        vi.stubEnv('AWS_REGION', region)
        const asked = { region, useFipsEndpoint: fips, useDualstackEndpoint: dualStack }

        const host: unknown = await callSdk(asked).catch((error: unknown) => error)

        expect(host).toBeInstanceOf(HostError)
        expect(host).toHaveProperty('message', awsEndpoint(service).hostname)
      }
    },
  )

  test('is the one of its variable before that of all services, whatever else is set', () => {
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true')
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:2/')
    expect(awsEndpoint(service).href).toBe('http://127.0.0.1:2/')

    vi.stubEnv(`AWS_ENDPOINT_URL_${service.variable}`, 'http://127.0.0.1:1/')
    expect(awsEndpoint(service).href).toBe('http://127.0.0.1:1/')
  })
})

test.each(['yes', '1', 'treu'])('a switch that says %j is refused, and not read as false', (value) => {
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_USE_FIPS_ENDPOINT', value)

  expect(() => awsEndpoint(dynamodb)).toThrow('AWS_USE_FIPS_ENDPOINT is neither true nor false')
})

test.each([
  'nonsense',
  'http://10.0.0.1',
  'http://127.0.0.1.example.com',
  'ftp://127.0.0.1',
  '127.0.0.1:8000',
])('an endpoint of %j is refused by the name of its variable', (value) => {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB']) {
    vi.stubEnv(name, value)
    expect(() => awsEndpoint(dynamodb)).toThrow(new TypeError(`${name} must be https, or on loopback`))
  }
})

test('an empty endpoint counts as none', () => {
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ENDPOINT_URL', '')

  expect(awsEndpoint(dynamodb).hostname).toBe('dynamodb.eu-west-1.amazonaws.com')
})

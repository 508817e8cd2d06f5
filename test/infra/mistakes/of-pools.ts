/** Mistakes in the settings of the pool and its login. */
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'

import { shippedPlans } from '../synthesize-suite.ts'
import { deployed, plans, props, type Mistake, warned } from './make.ts'

const url = 'must be an https address, or http on localhost, or the scheme of an app'
const prefix =
  'domainPrefix must be the first label of a domain: 1 to 63 lower-case letters, digits and hyphens'

export const ofPools: readonly Mistake[] = [
  // The pool and its login.
  ['domain prefix with aws', 'contains "aws", which Cognito refuses', props({ domainPrefix: 'my-aws-app' })],
  ['domain prefix in upper case', prefix, props({ domainPrefix: 'Acme' })],
  ['domain prefix of 70 characters', prefix, props({ domainPrefix: 'a'.repeat(70) })],
  ['domain prefix with a hyphen at its end', prefix, props({ domainPrefix: 'acme-' })],
  [
    'custom domain under amazoncognito.com',
    'customDomain.name must be a domain of yours',
    props({
      customDomain: {
        name: 'x.amazoncognito.com',
        certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a',
      },
    }),
  ],
  [
    'certificate of another Region',
    'must be the ARN of a certificate in us-east-1',
    props({
      customDomain: {
        name: 'auth.acme.example',
        certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/0a',
      },
    }),
  ],
  [
    'plan Lite with V2_0',
    "needs the plan ESSENTIALS or PLUS, but the pool's plan is LITE",
    props({ featurePlan: FeaturePlan.LITE }),
  ],
  [
    'plan Lite with managed login',
    '"ManagedLoginVersion":1',
    deployed('AWS::Cognito::UserPoolDomain', {
      featurePlan: FeaturePlan.LITE,
      preTokenGenerationVersion: 'V1_0',
    }),
  ],
  [
    'unknown event version',
    "preTokenGenerationVersion must be 'V1_0', 'V2_0' or 'V3_0', not 'V4_0'",
    props({ preTokenGenerationVersion: 'V4_0' }),
  ],
  [
    'V3_0 where the suite expects 2',
    'make preTokenGenerationVersion and expectedVersion the same',
    props({
      preTokenGenerationVersion: 'V3_0',
      plans: { ...shippedPlans(), tokens: { expectedVersion: '2', forMachines: [] } },
    }),
  ],
  [
    'claims for machines without V3_0',
    'set preTokenGenerationVersion to V3_0',
    plans({ tokens: { forMachines: ['machine-clients'] } }),
  ],
  [
    'messages by mail without SES',
    'Cognito takes only for a pool that sends with SES: set ses',
    plans({ mailMessages: ['welcome'] }),
  ],
  [
    'second factor by mail without SES',
    "holds 'email', which needs ses: set it",
    props({ mfa: { mode: 'optional', factors: ['email'] } }),
  ],
  [
    'sign-in by a number that nobody may write',
    "needs 'phone_number' in writableAttributes",
    props({ signInBy: ['phone'] }),
  ],
  [
    'sender that is no address',
    'ses.fromEmail must be an email address',
    props({ ses: { fromEmail: 'acme' } }),
  ],
  [
    'password of 3 characters',
    'passwordPolicy.minLength must be a whole number',
    props({ passwordPolicy: { minLength: 3 } }),
  ],
  [
    'alarm topic that is no topic',
    'alarmTopicArn must be the ARN of an SNS topic',
    props({ alarmTopicArn: 'alarms' }),
  ],
  ['memory of 64 MB', 'memoryMb', props({ memoryMb: { 'pre-sign-up': 64 } })],
  [
    'log retention of 400 days and one',
    'logRetention must be one of RetentionDays',
    props({ logRetention: 401 }),
  ],
  // Addresses of apps.
  ['no callback', 'callbackUrls is empty: it must be a list', props({ callbackUrls: [] })],
  ['callback over http', url, props({ callbackUrls: ['http://example.com'] })],
  ['callback without a scheme', url, props({ callbackUrls: ['example.com/cb'] })],
  ['callback with a fragment', url, props({ callbackUrls: ['https://example.com/#x'] })],
  ['callback with a wildcard', url, props({ callbackUrls: ['https://*.example.com/'] })],
  ['callback without a host', url, props({ callbackUrls: ['https:///x'] })],
  ['sign-out over http', url, props({ logoutUrls: ['http://example.com'] })],
  ['localhost where people are', 'set callbackUrls to addresses of your app', warned('live')],
  ["Cognito's own mail where people are", 'at most 50 mails a day', warned('live')],
  ['alarms that tell nobody where people are', 'set alarmTopicArn', warned('live')],
  ['sender of the example where people are', 'cannot be verified in SES', warned('live')],
]

/** Every adapter that sends something: how it is opened against a service of the test's own, and one call of it. */
import { createCodeDeployTeller } from '../../../triggers/adapters/code-deploy-https.ts'
import { createActiveTenantWriter } from '../../../triggers/adapters/active-tenant-dynamodb.ts'
import { cognito, dynamodb } from '../../../triggers/adapters/aws-services.ts'
import { type Connection, connectTo, openConnection } from '../../../triggers/adapters/connection.ts'
import { createDatabase } from '../../../triggers/adapters/dynamodb-client.ts'
import { createErasableUsers } from '../../../triggers/adapters/erasable-users-dynamodb.ts'
import { createEventBus } from '../../../triggers/adapters/event-bus-eventbridge.ts'
import { siteverify, type SiteverifyService } from '../../../triggers/adapters/human-verifier-siteverify.ts'
import { createInvitations } from '../../../triggers/adapters/invitations-dynamodb.ts'
import { createMailer } from '../../../triggers/adapters/mailer-ses.ts'
import { ownService } from '../../../triggers/adapters/own-service.ts'
import { createRecordIndex } from '../../../triggers/adapters/record-index-dynamodb.ts'
import { createPoolTriggers } from '../../../triggers/adapters/pool-triggers-cognito.ts'
import {
  parameterSecret,
  type Secret,
  secretsManagerSecret,
} from '../../../triggers/adapters/secret-https.ts'
import { createSignUpRecords } from '../../../triggers/adapters/sign-up-records-https.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { createLightTableWriter } from '../../../triggers/adapters/suite-table-https-writer.ts'
import { createTableReader } from '../../../triggers/adapters/suite-table-https.ts'
import { createUserDirectory } from '../../../triggers/adapters/user-directory-cognito.ts'
import { createLinkingDirectory } from '../../../triggers/adapters/user-directory-https.ts'
import { createUserList } from '../../../triggers/adapters/user-list-cognito.ts'
import { createVersionInvoker } from '../../../triggers/adapters/version-invoker-lambda.ts'
import { createWebhookSender } from '../../../triggers/adapters/webhook-standard.ts'
import type { Call } from '../../../triggers/core/step.ts'
import type { AdapterCase, EpochClock } from './adapter-case.ts'

const key = { pk: 'USER#pool#sub', sk: 'PROVISIONING' }
const awsVariables = ['DYNAMODB', 'COGNITO_IDENTITY_PROVIDER', 'EVENTBRIDGE', 'SESV2', 'LAMBDA']

/** The environment of a function whose services are all at `origin`. */
export function enter(origin: string): void {
  for (const name of awsVariables) process.env[`AWS_ENDPOINT_URL_${name}`] = origin
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    TABLE_NAME: 'suite',
    EVENT_BUS_NAME: 'users',
    WEBHOOK_LOOPBACK_ORIGIN: origin,
    HUMAN_CHECK_LOOPBACK_ORIGIN: origin,
  })
}

const connectAt =
  (origin: string, clock: EpochClock): (() => Connection) =>
  () =>
    openConnection(new URL(origin), { clock })

type OpenCase = (connect: () => Connection) => (call: Call) => Promise<unknown>

const connectedInInit =
  (service: Parameters<typeof connectTo>[0], throttle: string) =>
  (name: string, success: string, open: OpenCase): AdapterCase => ({
    name,
    sockets: 'kept',
    success,
    throttle,
    open(origin, clock) {
      enter(origin)
      return open(() => connectTo(service, clock))
    },
  })

const table = connectedInInit(dynamodb, 'ProvisionedThroughputExceededException')
const pool = connectedInInit(cognito, 'TooManyRequestsException')

const secret = (
  name: string,
  success: string,
  create: (id: string, options: { readonly connect: () => Connection }) => Secret,
): AdapterCase => ({
  name,
  sockets: 'kept',
  isUncounted: true,
  success,
  throttle: 'ThrottlingException',
  open(origin, clock) {
    const opened = create('name', { connect: connectAt(origin, clock) })
    return (call) => {
      opened.forget()
      return opened.read(call)
    }
  },
})

const knownSecret: Secret = {
  name: { store: 'ssm', name: 'key' },
  actions: [],
  read: async () => 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  forget: () => {},
}

const human = (service: SiteverifyService, sockets: AdapterCase['sockets']): AdapterCase => ({
  name: `human-verifier-siteverify ${service}`,
  sockets,
  success: '{"success":true}',
  open(origin, clock) {
    enter(origin)
    const verifier = siteverify({ service, secret: knownSecret }, (url, options) =>
      openConnection(url, { ...options, clock }),
    )
    return (call) => verifier.verify({ token: 'token', signUp: 'sign-up' }, call)
  },
})

const taken = '{"Attributes":{"user":{"M":{}},"effects":{"M":{}}}}'
const claim = { key, effect: 'profile', owner: 'owner', nowMs: 1 }

export const adapterCases: readonly AdapterCase[] = [
  {
    name: 'own-service',
    sockets: 'kept',
    success: '{}',
    open(origin, clock) {
      // In tests a dependency is nowhere unless its variable says where.
      process.env['CRM_ORIGIN'] = origin
      const service = ownService({ name: 'crm', origin, secret: knownSecret }, (url) =>
        openConnection(url, { clock }),
      )
      return (call) => service.ask('/customers/1', call)
    },
  },
  table('suite-table-https', '{"Item":{"plan":{"S":"pro"}}}', (connect) => {
    const reader = createTableReader(createDatabase(connect))
    return (call) => reader.read(key, call)
  }),
  table('suite-table-https-writer', '{}', (connect) => {
    const writer = createLightTableWriter(createDatabase(connect))
    return (call) => writer.putIfAbsent(key, {}, call)
  }),
  table('active-tenant-dynamodb', '{}', (connect) => {
    const writer = createActiveTenantWriter(createDatabase(connect))
    return (call) => writer.setIfMember({ key, tenant: 'acme', nowMs: 1 }, call)
  }),
  table('sign-up-records-https', '{}', (connect) => {
    const records = createSignUpRecords(createDatabase(connect))
    return (call) => records.reserve({ key, holder: 'jane', nowS: 1, expiresAtS: 2 }, call)
  }),
  table('suite-table-dynamodb', '{}', (connect) => {
    const writer = createTableWriter(createDatabase(connect))
    return (call) => writer.putIfAbsent(key, {}, call)
  }),
  table('effect-ledger-dynamodb', taken, (connect) => {
    const ledger = createTableWriter(createDatabase(connect))
    return (call) => ledger.claim(claim, { attempts: 0, notPerformed: 0 }, false, call)
  }),
  table('invitations-dynamodb', '{}', (connect) => {
    const invitations = createInvitations(createDatabase(connect))
    return (call) => invitations.keep({ key, holder: 'jane' }, 'sub', call)
  }),
  table('record-index-dynamodb', '{"Items":[]}', (connect) => {
    const index = createRecordIndex(createDatabase(connect))
    return (call) => index.find('due', 0, 1, 10, call)
  }),
  table('erasable-users-dynamodb', taken, (connect) => {
    const users = createErasableUsers(createDatabase(connect))
    return (call) => users.mark(key, 1, call)
  }),
  pool('user-directory-https', '{"Users":[]}', (connect) => {
    const directory = createLinkingDirectory(connect)
    return (call) => directory.findUsersByEmail('eu-west-1_a', 'jane@example.com', call)
  }),
  pool('user-directory-cognito', '{}', (connect) => {
    const directory = createUserDirectory(connect)
    const membership = { userPoolId: 'eu-west-1_a', userName: 'jane', group: 'members' }
    return (call) => directory.addUserToGroup(membership, call)
  }),
  pool('user-list-cognito', '{"Users":[]}', (connect) => {
    const list = createUserList(connect)
    return (call) => list.listUsers({ userPoolId: 'eu-west-1_a', token: undefined }, call)
  }),
  pool('pool-triggers-cognito', '{"UserPool":{"Id":"eu-west-1_a"}}', (connect) => {
    const triggers = createPoolTriggers(connect)
    return (call) => triggers.read('eu-west-1_a', call)
  }),
  secret('secret-https Parameter Store', '{"Parameter":{"Value":"value"}}', parameterSecret),
  secret('secret-https Secrets Manager', '{"SecretString":"value"}', secretsManagerSecret),
  human('turnstile', 'kept'),
  human('recaptcha', 'each-request'),
  human('hcaptcha', 'each-request'),
  {
    name: 'event-bus-eventbridge',
    sockets: 'each-request',
    success: '{"Entries":[{"EventId":"1"}]}',
    throttle: 'ThrottlingException',
    open(origin) {
      enter(origin)
      const bus = createEventBus()
      return (call) => bus.put({ source: 'suite', detailType: 'UserConfirmed', detail: {}, atMs: 1 }, call)
    },
  },
  {
    name: 'mailer-ses',
    sockets: 'each-request',
    reserveMs: 1_000,
    success: '{"MessageId":"1"}',
    throttle: 'TooManyRequestsException',
    open(origin) {
      enter(origin)
      const mailer = createMailer()
      const mail = {
        from: 'a@example.com',
        to: 'b@example.com',
        subject: 's',
        text: 't',
        idempotencyKey: 'k',
      }
      return (call) => mailer.send(mail, call)
    },
  },
  {
    name: 'webhook-standard',
    sockets: 'each-request',
    success: '',
    open(origin) {
      enter(origin)
      const sender = createWebhookSender(() => knownSecret)
      const message = { url: 'https://hooks.example.com/users', id: 'key', body: '{}', nowMs: 1 }
      return (call) => sender.send(message, call)
    },
  },
  {
    name: 'code-deploy-https',
    sockets: 'kept',
    ownAttempts: 3,
    success: '{}',
    throttle: 'ThrottlingException',
    open(origin, clock) {
      const tell = createCodeDeployTeller(connectOnce(connectAt(origin, clock)))
      return () => tell({ deploymentId: 'd', executionId: 'e' }, 'Succeeded')
    },
  },
  {
    name: 'version-invoker-lambda',
    sockets: 'kept',
    ownAttempts: 2,
    success: '{}',
    throttle: 'TooManyRequestsException',
    open(origin, clock) {
      enter(origin)
      const invoke = createVersionInvoker(connectAt(origin, clock))
      return () => invoke('arn:aws:lambda:eu-west-1:000000000000:function:name:1', {})
    },
  },
]

function connectOnce(connect: () => Connection): () => Connection {
  let connection: Connection | undefined
  return () => (connection ??= connect())
}

/** The bundles of the full suite on the local stack, with a table whose time can be moved. */
import {
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type AttributeValue, DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { InvocationView } from '../../local/console/views.ts'
import { slowMotion } from '../../local/slow-motion.ts'
import { type LocalStack, startStack } from '../../local/stack.ts'
import type { StackModel } from '../../local/template/stack-model.ts'
import { fromAttribute } from '../../triggers/adapters/dynamodb-json.ts'
import { readRecord } from '../../triggers/adapters/provisioning-item.ts'
import { suiteTableLightWriter } from '../../triggers/adapters/suite-table-https-writer.ts'
import type { Clock } from '../../triggers/core/deadline.ts'
import { userKey } from '../../triggers/domain/table-item.ts'
import { isObject } from '../../triggers/core/json.ts'
import { beginReconcile } from '../../triggers/provisioning-worker/reconcile.ts'
import { walkPool } from '../../cli/provisioning/walk.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { triggerCalls } from '../support/trigger-calls.ts'
import { provisioningWorker } from './full-suite.ts'

export const password = 'correct horse battery staple'

export type Item = Readonly<Record<string, AttributeValue>>

export interface FullStack {
  readonly stack: LocalStack
  readonly cognito: CognitoIdentityProviderClient
  /** Of the functions: time runs slower, so that a busy machine has time for every step. */
  readonly clock: Clock
  /** Signs up and gives the `sub`. */
  signUp(email: string): Promise<string>
  /** As an administrator would; the user never passes post confirmation. Gives the `sub`. */
  createUser(email: string): Promise<string>
  /** Writes the record that the token trigger writes for a user without one. */
  handOver(sub: string): Promise<'written' | 'exists'>
  /** Confirms, as a person with the code would. */
  confirm(email: string): Promise<unknown>
  /** Walks the pool as the command does, users of this moment too. */
  reconcile(): Promise<void>
  /** Of triggers, newest first. */
  calls(): Promise<readonly InvocationView[]>
  groupsOf(sub: string): Promise<readonly string[]>
  items(): Promise<readonly Item[]>
  close(): Promise<void>
}

export async function startFullStack(model: StackModel): Promise<FullStack> {
  const motion = slowMotion(4)
  const { clock } = motion
  const stack = await startStack({ model, port: 0, slowMotion: motion })
  const { region, cognitoEndpoint, dynamodbEndpoint, tableName, userPoolId, clients } = stack.details
  const cognito = new CognitoIdentityProviderClient({ region, endpoint: cognitoEndpoint, maxAttempts: 1 })
  const dynamodb = new DynamoDBClient({ region, endpoint: dynamodbEndpoint })
  const { clientId } = clients.public
  const pointAdaptersHere = (): void => {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognitoEndpoint,
      TABLE_NAME: tableName,
    })
  }
  return {
    stack,
    cognito,
    clock,
    calls: () => triggerCalls(stack.details),
    async signUp(email) {
      const attributes = [{ Name: 'email', Value: email }]
      const command = { ClientId: clientId, Username: email, Password: password, UserAttributes: attributes }
      const { UserSub = '' } = await cognito.send(new SignUpCommand(command))
      return UserSub
    },
    confirm(email) {
      const code = stack.mailbox.messages(email).find((message) => message.code !== undefined)?.code
      const command = { ClientId: clientId, Username: email, ConfirmationCode: code }
      return cognito.send(new ConfirmSignUpCommand(command))
    },
    async createUser(email) {
      const attributes = [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ]
      const { User } = await cognito.send(
        new AdminCreateUserCommand({
          UserPoolId: userPoolId,
          Username: email,
          UserAttributes: attributes,
          MessageAction: 'SUPPRESS',
        }),
      )
      return User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? ''
    },
    handOver(sub) {
      pointAdaptersHere()
      const key = userKey(userPoolId, sub, 'PROVISIONING')
      const user = { userName: sub, region }
      return suiteTableLightWriter.handOver({ key, user, nowMs: clock.epochMs() }, createCall())
    },
    async reconcile() {
      pointAdaptersHere()
      const config = provisioningWorker()
      await walkPool({
        config: { ...config, reconcile: { ...config.reconcile, usersPerSecond: 1_000, minAgeMs: 0 } },
        from: beginReconcile(userPoolId),
        region,
        isDryRun: false,
        clock,
        random: Math.random,
        onPage: async () => {},
      })
    },
    async groupsOf(sub) {
      const command = new AdminListGroupsForUserCommand({ UserPoolId: userPoolId, Username: sub })
      const { Groups = [] } = await cognito.send(command)
      return Groups.map(({ GroupName = '' }) => GroupName)
    },
    items: () => scan(dynamodb, tableName),
    async close() {
      cognito.destroy()
      dynamodb.destroy()
      await stack.close()
    },
  }
}

export async function scan(dynamodb: DynamoDBClient, tableName: string): Promise<readonly Item[]> {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))
  return Items
}

/** Every lease has lapsed and every wait is over: what would take seconds to hours is the past. */
export async function letTimePass(dynamodbEndpoint: string, tableName: string): Promise<void> {
  const dynamodb = new DynamoDBClient({ region: 'eu-west-1', endpoint: dynamodbEndpoint })
  for (const item of await scan(dynamodb, tableName)) {
    const effects = fromAttribute(item['effects'])
    const { pk, sk, dueAtMs } = item
    if (!isObject(effects) || pk === undefined || sk === undefined || dueAtMs === undefined) continue
    const names = Object.keys(effects)
    const times = [
      'dueAtMs',
      ...('unlistedAtMs' in item ? ['unlistedAtMs'] : []),
      ...names.map((_, at) => `effects.#e${at}.freeAtMs`),
    ]
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { pk, sk },
        UpdateExpression: `SET ${times.map((time) => `${time} = :past`).join(', ')}`,
        ...(names.length === 0
          ? {}
          : { ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#e${at}`, name])) }),
        ExpressionAttributeValues: { ':past': { N: '1' } },
      }),
    )
  }
  dynamodb.destroy()
}

/** Effect → state of a user's record; empty when the record is missing. */
export function statesOf(items: readonly Item[], sub: string): Readonly<Record<string, string>> {
  const found = readRecord(
    items.find(({ pk, sk }) => pk?.S?.endsWith(`#${sub}`) === true && sk?.S === 'PROVISIONING'),
  )
  return found.kind === 'record'
    ? Object.fromEntries([...found.record.entries].map(([name, { state }]) => [name, state]))
    : {}
}

/** A person's way through the local stack, with real bundles and the official SDK. */
import { join } from 'node:path'
import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateGroupCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import type { InvocationView } from '../../local/console/views.ts'
import { slowMotion } from '../../local/slow-motion.ts'
import { type LocalStack, startStack } from '../../local/stack.ts'
import type { StackModel } from '../../local/template/stack-model.ts'
import { fromAttribute, toAttribute } from '../../triggers/adapters/dynamodb-json.ts'
import type { Json } from '../../triggers/core/decision.ts'
import { type BuiltSuite, buildSuite } from '../support/built-suite.ts'
import { triggerCalls } from '../support/trigger-calls.ts'

export const password = 'correct horse battery staple'

/** What goes along with a sign-up. */
export interface SignUpDetails {
  readonly attributes?: Readonly<Record<string, string>>
  readonly validationData?: Readonly<Record<string, string>>
  readonly clientMetadata?: Readonly<Record<string, string>>
}

export interface Tokens {
  readonly idToken: string
  readonly accessToken: string
  readonly refreshToken: string
}

export interface Journey {
  readonly stack: LocalStack
  readonly cognito: CognitoIdentityProviderClient
  /** Gives the `sub`. */
  signUp(email: string, details?: SignUpDetails): Promise<string>
  /** With the code from the mailbox. */
  confirm(email: string, clientMetadata?: Readonly<Record<string, string>>): Promise<void>
  /** Signs up and confirms; gives the `sub`. */
  enroll(email: string): Promise<string>
  signIn(email: string): Promise<Tokens>
  addGroup(name: string): Promise<void>
  groupsOf(email: string): Promise<readonly string[]>
  statusOf(email: string): Promise<string | undefined>
  attributesOf(email: string): Promise<Readonly<Record<string, string>>>
  put(item: Readonly<Record<string, Json>>): Promise<void>
  /** The items whose partition key begins so. */
  items(prefix: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Newest first. */
  calls(): Promise<readonly InvocationView[]>
}

export interface JourneyOptions {
  /** What a team would have in cdk.json. */
  readonly pool?: Readonly<Record<string, unknown>>
  readonly change?: (model: StackModel) => StackModel
  /** Where dependencies of the suite's own are, by the variables of their origins. */
  readonly origins?: Readonly<Record<string, string>>
  /** Of that suite and pool. Default: it is built. */
  readonly built?: Pick<BuiltSuite, 'model'>
  /** How many times slower time runs, so that a busy machine has time for every step. Default 20. */
  readonly slowMotion?: number
}

/** What several stacks of `suites/<suite>.ts` can start from. */
export async function buildJourney(
  keep: (end: () => Promise<void>) => void,
  suite: string,
  pool?: JourneyOptions['pool'],
): Promise<BuiltSuite> {
  const built = await buildSuite(join(import.meta.dirname, 'suites', `${suite}.ts`), pool)
  keep(() => built.remove())
  return built
}

/** Starts the stack with `suites/<suite>.ts` in place of `triggers/suite.ts`; `keep` is told at once how to end it. */
export async function startJourney(
  keep: (end: () => Promise<void>) => void,
  suite: string,
  options: JourneyOptions = {},
): Promise<Journey> {
  const { pool, origins, change = (model) => model, slowMotion: times = 20 } = options
  const built = options.built ?? (await buildJourney(keep, suite, pool))
  const stack = await startStack({
    model: change(built.model),
    port: 0,
    slowMotion: slowMotion(times),
    ...(origins === undefined ? {} : { origins }),
  })
  keep(() => stack.close())
  const { region, cognitoEndpoint, dynamodbEndpoint, tableName, userPoolId, clients } = stack.details
  const cognito = new CognitoIdentityProviderClient({ region, endpoint: cognitoEndpoint, maxAttempts: 1 })
  const dynamodb = new DynamoDBClient({ region, endpoint: dynamodbEndpoint })
  keep(() => Promise.try(() => dynamodb.destroy()))
  keep(() => Promise.try(() => cognito.destroy()))
  const { clientId: ClientId } = clients.public
  const getUser = (Username: string) =>
    cognito.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username }))

  const journey: Journey = {
    stack,
    cognito,
    async signUp(email, { attributes = {}, validationData = {}, clientMetadata } = {}) {
      const { UserSub = '' } = await cognito.send(
        new SignUpCommand({
          ClientId,
          Username: email,
          Password: password,
          UserAttributes: toPairs({ email, ...attributes }),
          ValidationData: toPairs(validationData),
          ...(clientMetadata === undefined ? {} : { ClientMetadata: clientMetadata }),
        }),
      )
      return UserSub
    },
    async confirm(email, clientMetadata) {
      const code = stack.mailbox.messages(email).find((message) => message.code !== undefined)?.code
      await cognito.send(
        new ConfirmSignUpCommand({
          ClientId,
          Username: email,
          ConfirmationCode: code,
          ...(clientMetadata === undefined ? {} : { ClientMetadata: clientMetadata }),
        }),
      )
    },
    async enroll(email) {
      const sub = await journey.signUp(email)
      await journey.confirm(email)
      return sub
    },
    async signIn(email) {
      const { AuthenticationResult: tokens } = await cognito.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: email, PASSWORD: password },
        }),
      )
      return {
        idToken: tokens?.IdToken ?? '',
        accessToken: tokens?.AccessToken ?? '',
        refreshToken: tokens?.RefreshToken ?? '',
      }
    },
    async addGroup(GroupName) {
      await cognito.send(new CreateGroupCommand({ UserPoolId: userPoolId, GroupName }))
    },
    async groupsOf(email) {
      const { Groups = [] } = await cognito.send(
        new AdminListGroupsForUserCommand({ UserPoolId: userPoolId, Username: email }),
      )
      return Groups.map(({ GroupName = '' }) => GroupName)
    },
    statusOf: async (email) => (await getUser(email)).UserStatus,
    async attributesOf(email) {
      const { UserAttributes = [] } = await getUser(email)
      return Object.fromEntries(UserAttributes.map(({ Name = '', Value = '' }) => [Name, Value]))
    },
    async put(item) {
      const attributes = Object.entries(item).map(([name, value]) => [name, toAttribute(value)])
      await dynamodb.send(new PutItemCommand({ TableName: tableName, Item: Object.fromEntries(attributes) }))
    },
    async items(prefix) {
      const { Items = [] } = await dynamodb.send(
        new ScanCommand({ TableName: tableName, ConsistentRead: true }),
      )
      return Items.filter(({ pk }) => pk?.S?.startsWith(prefix)).map((item) =>
        Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromAttribute(value)])),
      )
    },
    calls: () => triggerCalls(stack.details),
  }
  return journey
}

export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return decodeJwt(token)
}

/** The error of a call that pre sign-up denied, as the SDK gives it. */
export function denial(code: string): object {
  return {
    name: 'UserLambdaValidationException',
    message: expect.stringContaining(`PreSignUp failed with error [${code}] `),
  }
}

function toPairs(map: Readonly<Record<string, string>>): { readonly Name: string; readonly Value: string }[] {
  return Object.entries(map).map(([Name, Value]) => ({ Name, Value }))
}

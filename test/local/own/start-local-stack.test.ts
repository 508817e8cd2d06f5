import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { decodeJwt } from 'jose'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type LocalStackOptions,
  type RunningStack,
  startLocalStack,
} from '../../../local/start-local-stack.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const plain = join(import.meta.dirname, 'plain')
const password = 'Correct-horse-1'

async function start(
  options: LocalStackOptions,
): Promise<{ stack: RunningStack; sdk: CognitoIdentityProviderClient }> {
  const stack = await startLocalStack(options)
  onTestFinished(() => stack.close())
  const { region, cognitoEndpoint: endpoint } = stack.details
  const sdk = new CognitoIdentityProviderClient({ region, endpoint })
  onTestFinished(() => sdk.destroy())
  return { stack, sdk }
}

async function tokensOf(sdk: CognitoIdentityProviderClient, ClientId: string, USERNAME: string) {
  const { AuthenticationResult } = await sdk.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  )
  return AuthenticationResult
}

describe('a hand-written trigger in JavaScript', () => {
  test('answers under the pool of a plain template, for the client of the SDK', async () => {
    const { stack, sdk } = await start({ template: join(plain, 'auth.template.json') })
    const ClientId = stack.clients['app']?.clientId ?? ''
    const signUp = (Username: string) =>
      sdk.send(new SignUpCommand({ ClientId, Username, Password: password }))

    await expect(signUp('jane@blocked.example')).rejects.toThrow(
      'PreSignUp failed with error no sign-up with this address.',
    )
    await signUp('jane@example.com')
    const [mail] = stack.mailbox('jane@example.com')
    await sdk.send(
      new ConfirmSignUpCommand({ ClientId, Username: 'jane@example.com', ConfirmationCode: mail?.code }),
    )

    expect(await tokensOf(sdk, ClientId, 'jane@example.com')).toHaveProperty('AccessToken')
  })

  test('answers with one in TypeScript beside it, for a user who is there from the start', async () => {
    const users = [{ username: 'joe@example.com', password, groups: ['editors'], sub: 'sub-of-joe' }]
    const { stack, sdk } = await start({ triggers: join(plain, 'triggers'), users })
    const { clientId } = stack.details.clients.public

    const tokens = await tokensOf(sdk, clientId, 'joe@example.com')

    expect(decodeJwt(tokens?.AccessToken ?? '')).toMatchObject({
      sub: 'sub-of-joe',
      level: 'high',
      'cognito:groups': ['editors'],
      iss: stack.details.issuer,
    })
  })
})

test('settings replace those of the pool, and a second start has the same ids', async () => {
  const triggers = { preSignUp: join(plain, 'triggers/pre-sign-up.js') }
  const options = { triggers, pool: { Policies: { PasswordPolicy: { MinimumLength: 30 } } } }
  const [one, other] = [await start(options), await start(options)]
  const { clientId: ClientId } = one.stack.details.clients.public

  expect(other.stack.details.clients).toEqual(one.stack.details.clients)
  expect(other.stack.details.userPoolId).toBe(one.stack.details.userPoolId)
  await expect(
    one.sdk.send(new SignUpCommand({ ClientId, Username: 'a@example.com', Password: password })),
  ).rejects.toThrow('Password not long enough')
})

test('a fault is put on a dependency by its name, and the nearest is named', async () => {
  const { stack } = await start({ triggers: { PreSignUp: join(plain, 'triggers/pre-sign-up.js') } })

  expect(() => stack.faults.set('tabel', { kind: 'hang' })).toThrow(
    new TypeError('There is no dependency tabel: did you mean table?'),
  )
  stack.faults.set('table', { kind: 'hang' })
  stack.faults.clear()
})

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

describe('one sentence refuses', () => {
  const handler = 'export const handler = async (event) => event'

  test.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
    [
      'a misspelled file',
      { 'pre-sing-up.mjs': handler },
      /pre-sing-up\.mjs is named like no trigger: did you mean pre-sign-up\?$/,
    ],
    [
      'two files of one trigger',
      { 'preSignUp.mjs': handler, 'PreSignUp.js': handler },
      /are both the pre-sign-up trigger: remove one\.$/,
    ],
    [
      'two indexes in the folder of a trigger',
      { 'pre-sign-up/index.js': handler, 'pre-sign-up/index.ts': handler },
      /index\.js and .*index\.ts are both the pre-sign-up trigger: remove one\.$/,
    ],
    [
      'the folder of a trigger without an index',
      { 'pre-sign-up/main.js': handler },
      /pre-sign-up is named like a trigger and holds no handler: make it a file that ends with \.js, /,
    ],
    [
      'a trigger in another language',
      { 'pre-sign-up.py': '' },
      /pre-sign-up\.py is named like a trigger and holds no handler/,
    ],
    ['a folder without triggers', { 'README.md': '' }, /holds no trigger: name a file pre-sign-up\.js, /],
    [
      'a file without a handler',
      { 'pre-sign-up.mjs': 'export const main = 1' },
      /pre-sign-up\.mjs exports no function handler\.$/,
    ],
    [
      'a handler with a callback',
      { 'pre-sign-up.mjs': 'export const handler = (event, context, done) => done()' },
      /takes a callback, which Lambda has not/,
    ],
    [
      'a file that throws',
      { 'pre-sign-up.mjs': 'console.log("loading")\nthrow new Error("no TABLE")' },
      /pre-sign-up\.mjs cannot be loaded: no TABLE\.$/,
    ],
    ['a file that ends', { 'pre-sign-up.mjs': 'process.exit(1)' }, /ends its process while it is loaded/],
    [
      'a file that ends as if all were well',
      { 'pre-sign-up.mjs': `${handler}\nprocess.exit(0)` },
      /pre-sign-up\.mjs ends its process while it is loaded\.$/,
    ],
    [
      'a file that never finishes loading',
      { 'pre-sign-up.mjs': `${handler}\nawait new Promise(() => {})` },
      /pre-sign-up\.mjs never finishes loading: an await at its top has no end\.$/,
    ],
    [
      'a folder with triggers that are not simulated alone',
      { 'define-auth-challenge.mjs': handler, 'UserMigration/index.js': handler },
      /holds no trigger that is simulated here, but UserMigration, define-auth-challenge\.mjs: name a file /,
    ],
    [
      'TypeScript that does not build',
      { 'pre-sign-up.ts': "import { a } from './a.ts'\nexport const handler = a" },
      /pre-sign-up\.ts does not build: .*pre-sign-up\.ts:1:\d+: ERROR: Could not resolve "\.\/a\.ts"$/,
    ],
  ])('%s', async (_, files, message) => {
    await expect(startLocalStack({ triggers: await folderOf(files) })).rejects.toThrow(message)
  })

  test.each<readonly [string, LocalStackOptions, RegExp]>([
    ['no options', JSON.parse('null'), /^startLocalStack/],
    ...(
      [
        ['port', 70_000],
        ['port', NaN],
        ['port', '0'],
        ['attempts', 0],
        ['attempts', 'x'],
        ['users', {}],
        ['users[0]', [null]],
        ['users[0].username', [{ password: 'a' }]],
        ['users[0].groups', [{ username: 'a', groups: 'ed' }]],
        ['users[0].attributes', [{ username: 'a', attributes: { name: 5 } }]],
        ['environment', { A: 5 }],
        ['origins', { AWS_ENDPOINT_URL: new URL('http://127.0.0.1') }],
        ['triggers', new URL('file:///tmp')],
        ['triggers', 5],
        ['pool', 'a'],
        ['pool.Policies.PasswordPolicy', { Policies: { PasswordPolicy: 5 } }],
      ] as const
    ).map(([place, value]): readonly [string, LocalStackOptions, RegExp] => {
      const [option = ''] = place.split(/[.[]/)
      return [
        `${place} of another type`,
        Object.assign({ triggers: 'a' }, { [option]: value }),
        new RegExp(`^startLocalStack: ${RegExp.escape(place)}`),
      ]
    }),
    [
      'an address that is none',
      { triggers: join(plain, 'triggers'), origins: { AWS_ENDPOINT_URL: 'nourl' } },
      /AWS_ENDPOINT_URL/,
    ],
    [
      'a function that is not there',
      {
        triggers: join(plain, 'triggers'),
        pool: { LambdaConfig: { PreSignUp: 'arn:aws:lambda:eu-west-1:000000000000:function:none' } },
      },
      /LambdaConfig of the user pool calls arn:.*:function:none for pre-sign-up, which this stack does not hold/,
    ],
    [
      'a trigger that is not simulated',
      { triggers: { UserMigration: 'a.js' } },
      /The trigger UserMigration is not simulated here: leave it out\.$/,
    ],
    ['nothing to start', {}, /takes one of suite, template and triggers, not none\.$/],
    ['two things to start', { suite: 'a', template: 'b' }, /not suite and template\.$/],
    [
      'a trigger that does not exist',
      { triggers: { preSignup2: 'a.js' } },
      /There is no trigger preSignup2: did you mean pre-sign-up\?$/,
    ],
    [
      'a file that is not there',
      { triggers: { 'pre-sign-up': 'a.js' } },
      /pre-sign-up trigger is to be in .*a\.js, which is no file\.$/,
    ],
    [
      'a folder that is not there',
      { triggers: join(plain, 'none') },
      /is no folder of triggers that can be read\.$/,
    ],
    ['a template that is not there', { template: 'none.json' }, /none\.json is not there\.$/],
    [
      'a template that is no JSON',
      { template: join(plain, 'triggers/pre-sign-up.js') },
      /is no CloudFormation template in JSON/,
    ],
    [
      'a misspelled option',
      JSON.parse('{"pol":{},"triggers":"a"}'),
      /^startLocalStack: pol is no option: did you mean pool\? It takes suite, /,
    ],
    [
      'a misspelled property of the pool',
      { triggers: 'a', pool: { MfaConfguration: 'OFF' } },
      /^startLocalStack: pool\.MfaConfguration is no option: did you mean MfaConfiguration\?/,
    ],
    [
      'a misspelled property deep in the pool',
      { triggers: 'a', pool: { Policies: { PasswordPolicy: { MinimumLenght: 8 } } } },
      /^startLocalStack: pool\.Policies\.PasswordPolicy\.MinimumLenght is no option: did you mean MinimumLength\?/,
    ],
    [
      'a misspelled member of a user',
      JSON.parse('{"triggers":"a","users":[{"username":"jane","pasword":"a"}]}'),
      /^startLocalStack: users\[0\]\.pasword is no option: did you mean password\?/,
    ],
    [
      'a weak password',
      { triggers: join(plain, 'triggers'), users: [{ username: 'a@example.com', password: 'a' }] },
      /^users\[0\] cannot be made: Password did not conform/,
    ],
  ])('%s', async (_, options, message) => {
    await expect(startLocalStack(options)).rejects.toThrow(message)
  })
})

test('a link to nothing is named as such', async () => {
  const folder = await folderOf({})
  await symlink('gone.js', join(folder, 'pre-sign-up.js'))

  await expect(startLocalStack({ triggers: folder })).rejects.toThrow(
    `${join(folder, 'pre-sign-up.js')} is a link to what is not there: mend or remove it.`,
  )
})

test('a trigger that is not simulated is noted, and a fault must be one', async () => {
  const handler = 'export const handler = async (event) => event'
  const files = { 'pre-sign-up.mjs': handler, 'user-migration.mjs': handler }
  const { stack } = await start({ triggers: await folderOf(files) })

  expect(stack.notes).toContain('user-migration.mjs')
  expect(() => stack.faults.set('table', JSON.parse('{ "kind": "hangs" }'))).toThrow(
    /^The fault of table needs a kind that is one of latency, /,
  )
})

test('the functions of a template have all of its tables', async () => {
  const table = (name: string, key: string) => ({
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: name,
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    },
  })
  const Resources = {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Users: table('users', 'pk'),
    Invitations: table('invitations', 'code'),
  }
  const folder = await folderOf({ 'auth.template.json': JSON.stringify({ Resources }) })
  const { stack } = await start({ template: join(folder, 'auth.template.json') })
  const { region, dynamodbEndpoint: endpoint } = stack.details
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const dynamodb = new DynamoDBClient({ region, endpoint, credentials })
  onTestFinished(() => dynamodb.destroy())

  await dynamodb.send(new PutItemCommand({ TableName: 'invitations', Item: { code: { S: 'a' } } }))
  const { TableNames } = await dynamodb.send(new ListTablesCommand())

  expect(TableNames).toEqual(['invitations', 'users'])
})

test('a template of SAM is refused by its first resource', async () => {
  const Resources = { Check: { Type: 'AWS::Serverless::Function', Properties: {} } }
  const folder = await folderOf({ 'template.json': JSON.stringify({ Resources }) })

  await expect(startLocalStack({ template: join(folder, 'template.json') })).rejects.toThrow(
    /^Check is an AWS::Serverless::Function, which SAM turns into others only at the deployment: name /,
  )
})

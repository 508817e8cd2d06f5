/** On the running local stack: the record of a confirmed user is gone, as after a restore of the table, and they sign in. */
import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider'
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, inject, test } from 'vitest'
import { findSuiteFile } from '../../scripts/suite-file.ts'
import { userKey } from '../../triggers/core/suite-table.ts'
import { password, startFullStack, statesOf } from '../faults/full-stack.ts'
import { readModel } from '../support/built-suite.ts'
import { endAfterAll } from '../support/end-after-all.ts'

const endsWith = endAfterAll()
const email = 'jane@example.com'
const idempotent = { 'default-group': 'done', profile: 'done', 'starter-entitlements': 'done' }

test.each([
  ['without effectsSince is sent a second mail', {}, [1, 2], { 'welcome-mail': 'done' }],
  ['of before effectsSince is sent no mail', { effectsSince: '2999-01-01T00:00:00Z' }, [0, 0], undefined],
] as const)('who %s, and gets the rest', async (_, context, mails, sent) => {
  const full = await startFullStack(await readModel(findSuiteFile(), inject('dist'), {}, context))
  endsWith(() => full.close())
  const { dynamodbEndpoint: endpoint, region, tableName, userPoolId, clients } = full.stack.details
  const countMails = () =>
    full.stack.mailbox.messages(email).filter(({ subject }) => subject === 'Welcome').length
  const sub = await full.signUp(email)
  await full.confirm(email)
  await full.stack.worker?.idle()
  const first = countMails()

  const dynamodb = new DynamoDBClient({ region, endpoint })
  const { pk, sk } = userKey(userPoolId, sub, 'PROVISIONING')
  await dynamodb.send(new DeleteItemCommand({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } } }))
  dynamodb.destroy()
  const signedIn = await full.cognito.send(
    new InitiateAuthCommand({
      ClientId: clients.public.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    }),
  )
  await full.stack.worker?.idle()

  expect(signedIn.AuthenticationResult?.AccessToken).toBeDefined()
  expect([first, countMails()]).toEqual(mails)
  const states = statesOf(await full.items(), sub)
  expect(states).toMatchObject({ ...idempotent, ...sent })
  if (sent === undefined) expect(states).toEqual(idempotent)
})

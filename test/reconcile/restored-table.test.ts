/** On the running local stack: the record of a confirmed user is gone, as after a restore of the table, and they sign in. */
import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider'
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, inject, test } from 'vitest'
import type { StackModel } from '../../local/template/stack-model.ts'
import { findSuiteFile } from '../../triggers/build/suite-file.ts'
import { userKey } from '../../triggers/domain/table-item.ts'
import { password, startFullStack, statesOf } from '../faults/full-stack.ts'
import { readModel } from '../support/built-suite.ts'
import { endAfterAll } from '../support/end-after-all.ts'

const endsWith = endAfterAll()
const email = 'jane@example.com'
const idempotent = { 'default-group': 'done', profile: 'done', 'starter-entitlements': 'done' }

/** The worker begins with the moment at which it begins: after the first confirmation, which calls it. */
const beginsNow = '--import data:text/javascript,process.env.EFFECTS_SINCE=new(Date)().toISOString()'

function withEffectsSince(model: StackModel): StackModel {
  return {
    ...model,
    functions: model.functions.map((each) =>
      each.trigger === 'provisioning-worker'
        ? { ...each, environment: { ...each.environment, NODE_OPTIONS: beginsNow } }
        : each,
    ),
  }
}

test.each([
  [
    'signs in, without effectsSince, is sent a second mail',
    false,
    'token',
    [1, 2],
    { 'welcome-mail': 'done' },
  ],
  ['signs in, of before effectsSince, is sent no mail', true, 'token', [0, 0], undefined],
  [
    'is reconciled from where effectsSince is not known is sent no mail',
    true,
    'reconcile',
    [0, 0],
    { 'welcome-mail': 'dropped', 'user-confirmed-event': 'dropped' },
  ],
] as const)('who %s, and gets the rest', async (_, isSince, how, mails, sent) => {
  const model = await readModel(findSuiteFile(), inject('dist'))
  const full = await startFullStack(isSince ? withEffectsSince(model) : model)
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
  if (how === 'reconcile') await full.reconcile()
  else {
    await full.cognito.send(
      new InitiateAuthCommand({
        ClientId: clients.public.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    )
  }
  await full.stack.worker?.idle()

  expect([first, countMails()]).toEqual(mails)
  const states = statesOf(await full.items(), sub)
  expect(states).toMatchObject({ ...idempotent, ...sent })
  if (sent === undefined) expect(states).toEqual(idempotent)
})

/** A pool that loses its triggers while people sign up all the same. */
import { DescribeUserPoolCommand, UpdateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { beforeAll, expect, test } from 'vitest'
import { endAfterAll } from '../support/end-after-all.ts'
import { type Journey, startJourney } from './journey.ts'

let journey: Journey
const keep = endAfterAll()
beforeAll(async () => (journey = await startJourney(keep, 'observe')))

/** What the worker answers to the rule of the template, and its log. */
async function checkSlots(): Promise<readonly [answer: string, log: string]> {
  const { region, lambdaEndpoint: endpoint, functions, userPoolId } = journey.stack.details
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const lambda = new LambdaClient({ region, endpoint, credentials })
  const arnOf = (name: string | undefined): string =>
    `arn:aws:lambda:${region}:000000000000:function:${name}:live`
  const slots = {
    PreSignUp: arnOf(functions['pre-sign-up']),
    PreTokenGeneration: arnOf(functions['pre-token-generation']),
    PostConfirmation: arnOf(functions['post-confirmation']),
  }
  const { Payload, LogResult = '' } = await lambda.send(
    new InvokeCommand({
      FunctionName: functions['provisioning-worker'],
      Qualifier: 'live',
      Payload: JSON.stringify({ kind: 'slots', userPoolId, slots }),
      LogType: 'Tail',
    }),
  )
  lambda.destroy()
  return [Payload?.transformToString() ?? '', Buffer.from(LogResult, 'base64').toString()]
}

test('the check finds nothing, and then the trigger that an update of the pool takes off', async () => {
  expect(await checkSlots()).toEqual(['{"lostSlots":[]}', expect.stringContaining('"SlotLost":0')])

  const UserPoolId = journey.stack.details.userPoolId
  const { UserPool } = await journey.cognito.send(new DescribeUserPoolCommand({ UserPoolId }))
  const {
    PreTokenGeneration: _,
    PreTokenGenerationConfig: __,
    ...LambdaConfig
  } = UserPool?.LambdaConfig ?? {}
  await journey.cognito.send(new UpdateUserPoolCommand({ UserPoolId, LambdaConfig }))

  expect(await checkSlots()).toEqual([
    '{"lostSlots":["PreTokenGeneration"]}',
    expect.stringContaining('"SlotLost":1'),
  ])
})

/** What a pool calls: what is asked, and what is not taken for an answer. */
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { cognito } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createPoolTriggers } from '../../../triggers/adapters/pool-triggers-cognito.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { serve } from './serve.ts'

async function readFrom(answer: unknown) {
  const bodies: unknown[] = []
  process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = await serve(async (request, response) => {
    bodies.push(JSON.parse(await text(request)))
    response.end(JSON.stringify(answer))
  })
  const triggers = createPoolTriggers(() => connectTo(cognito))
  return { bodies, read: triggers.read('eu-west-1_a', createCall()) }
}

test.each([
  [{ Id: 'eu-west-1_a', LambdaConfig: { PreSignUp: 'arn:a' } }, { PreSignUp: 'arn:a' }],
  [{ Id: 'eu-west-1_a' }, {}],
  [{ Id: 'eu-west-1_a', LambdaConfig: null }, {}],
])('a pool %j calls %j', async (UserPool, expected) => {
  const { read, bodies } = await readFrom({ UserPool })

  expect(await read).toEqual(expected)
  expect(bodies).toEqual([{ UserPoolId: 'eu-west-1_a' }])
})

test.each([{}, { UserPool: [] }, { UserPool: { LambdaConfig: 'none' } }])(
  'an answer %j is unreadable, and not a pool without triggers',
  async (answer) => {
    const { read } = await readFrom(answer)

    await expect(read).rejects.toMatchObject({ code: 'user_pool_answer_unreadable' })
  },
)

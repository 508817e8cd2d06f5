/** What CloudFormation is sent, and what becomes of its refusal. */
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { cloudFormation } from '../../../triggers/adapters/aws-services.ts'
import { askCloudFormation } from '../../../triggers/adapters/cloud-formation.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { causeOf } from '../../../triggers/core/step.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { serve } from './serve.ts'

test('a signed form goes out, and its XML comes back as it is', async () => {
  const received: unknown[] = []
  process.env['AWS_ENDPOINT_URL_CLOUDFORMATION'] = await serve(async (request, response) => {
    const { authorization = '', 'content-type': type } = request.headers
    received.push(
      authorization.split(' ')[0],
      type,
      Object.fromEntries(new URLSearchParams(await text(request))),
    )
    response.end('<Stacks/>')
  })

  const answer = askCloudFormation(
    connectTo(cloudFormation),
    'DescribeStacks',
    { StackName: 'a & b=c' },
    createCall(),
  )

  expect(await answer).toBe('<Stacks/>')
  expect(received).toEqual([
    'AWS4-HMAC-SHA256',
    'application/x-www-form-urlencoded; charset=utf-8',
    { Action: 'DescribeStacks', Version: '2010-05-15', StackName: 'a & b=c' },
  ])
})

test('a refusal is an error with a cause, and holds nothing of the answer', async () => {
  process.env['AWS_ENDPOINT_URL_CLOUDFORMATION'] = await serve((_, response) => {
    response.statusCode = 403
    response.end('<Error><Code>AccessDenied</Code><Message>ada@example.com</Message></Error>')
  })

  const error = await askCloudFormation(connectTo(cloudFormation), 'DescribeStacks', {}, createCall()).catch(
    (thrown: unknown) => thrown,
  )

  expect(causeOf(error)).toBe('stacks_refused')
  expect(String(error)).not.toContain('ada@')
})

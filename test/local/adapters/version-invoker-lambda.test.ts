import { expect, test } from 'vitest'
import { openConnection } from '../../../triggers/adapters/connection.ts'
import { createVersionInvoker } from '../../../triggers/adapters/version-invoker-lambda.ts'
import { rehearsalContext } from '../../../triggers/core/rehearsal-context.ts'
import { serve } from './serve.ts'

const version = 'arn:aws:lambda:eu-west-1:000000000000:function:name:1'
const line = JSON.stringify({ trigger: 'pre-sign-up', outcome: 'denied', code: 'email_taken', steps: [] })

async function invoke(payload: string, headers: Readonly<Record<string, string>>) {
  const asked: unknown[] = []
  const endpoint = await serve((request, response) => {
    asked.push([request.url, request.headers['x-amz-client-context'], request.headers['x-amz-log-type']])
    response.writeHead(200, headers).end(payload)
  })
  const ask = createVersionInvoker(() => openConnection(new URL(endpoint)))
  return { answer: await ask(version, { version: '1' }), asked }
}

test('one version is invoked as a rehearsal, and its answer and log are read', async () => {
  const log = Buffer.from(`START\n${line}\nEND`).toString('base64')

  const { answer, asked } = await invoke('{"response":{}}', { 'x-amz-log-result': log })

  const path = `/2015-03-31/functions/${encodeURIComponent(version)}/invocations`
  expect(asked).toEqual([[path, rehearsalContext, 'Tail']])
  expect(answer).toMatchObject({
    functionError: undefined,
    payload: { response: {} },
    report: { outcome: 'denied', code: 'email_taken' },
  })
})

test.each(['', 'no JSON'])('an error of the function is told, with the payload %j', async (payload) => {
  const { answer } = await invoke(payload, { 'x-amz-function-error': 'Unhandled' })

  expect(answer).toEqual({ functionError: 'Unhandled', payload: undefined, report: undefined })
})

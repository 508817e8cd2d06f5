/** What AWS's own client sees of the local Lambda service. */
import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda'
import { afterAll, expect, test } from 'vitest'
import { accountArn, startFunctions } from './local-functions.ts'

const local = await startFunctions({
  echo: 'export const handler = async (event, context) => ({ event, context })',
  chatty: `export const handler = async ({ lines }) => {
      for (let line = 0; line < lines; line += 1) console.log('line', line)
      console.error(new Error('with\\ntwo lines').message)
      process.stdout.write('no line break')
    }`,
  json: {
    code: `export const handler = async () => { console.info({ answer: 42 }); console.debug('hidden') }`,
    logFormat: 'JSON',
  },
  denies: `class UserDenied extends Error { name = 'UserDenied' }
      export const handler = async () => { throw new UserDenied('not today') }`,
  streams: `export const handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.write('{"streamed":')
      if (event.fails) throw new RangeError('half way')
      stream.write('true}')
      stream.end()
    })`,
  wide: `export const handler = async ({ bytes }) => 'x'.repeat(bytes - 2)`,
})
afterAll(() => local.stop())

const invoke = async (input: InvokeCommandInput) => {
  const output = await local.client.send(new InvokeCommand(input))
  const text = output.Payload?.transformToString() ?? ''
  const log = Buffer.from(output.LogResult ?? '', 'base64').toString()
  return { ...output, text, payload: text === '' ? undefined : JSON.parse(text), log }
}

test('a function gets its event and answers with what it returns', async () => {
  const output = await invoke({ FunctionName: 'echo', Payload: '{"text":"Grüße 👋"}' })

  expect(output.StatusCode).toBe(200)
  expect(output.FunctionError).toBeUndefined()
  expect(output.ExecutedVersion).toBe('$LATEST')
  expect(output.payload.event).toEqual({ text: 'Grüße 👋' })
  expect(output.payload.context).toMatchObject({
    functionName: 'echo',
    functionVersion: '$LATEST',
    memoryLimitInMB: '256',
    invokedFunctionArn: `${accountArn}:echo`,
    awsRequestId: output.$metadata.requestId,
    logGroupName: '/aws/lambda/echo',
  })
})

test.each([
  ['a name and a qualifier', { FunctionName: 'echo', Qualifier: 'live' }],
  ['a name with its alias', { FunctionName: 'echo:live' }],
  ['a partial ARN', { FunctionName: '123456789012:function:echo:live' }],
  ['a full ARN', { FunctionName: `${accountArn}:echo:live` }],
])('an alias named by %s runs the published version', async (_name, input) => {
  const output = await invoke({ ...input, Payload: '{}' })

  expect(output.ExecutedVersion).toBe('1')
  expect(output.payload.context.functionVersion).toBe('1')
  expect(output.payload.context.invokedFunctionArn).toBe(`${accountArn}:echo:live`)
})

test('an invocation without a payload gets an empty event', async () => {
  const output = await invoke({ FunctionName: 'echo' })

  expect(output.payload.event).toEqual({})
})

test('the client context reaches the function', async () => {
  const context = Buffer.from('{"custom":{"word":"über"}}').toString('base64')

  const output = await invoke({ FunctionName: 'echo', ClientContext: context })

  expect(output.payload.context.clientContext).toEqual({ custom: { word: 'über' } })
})

test('a thrown error keeps its name, message and trace', async () => {
  const output = await invoke({ FunctionName: 'denies' })

  expect(output.StatusCode).toBe(200)
  expect(output.FunctionError).toBe('Unhandled')
  expect(output.payload).toMatchObject({ errorType: 'UserDenied', errorMessage: 'not today' })
  expect(output.payload.trace[0]).toBe('UserDenied: not today')
})

test('what a function streams is sent as one response, unless it fails half way', async () => {
  const whole = await invoke({ FunctionName: 'streams' })
  const half = await invoke({ FunctionName: 'streams', Payload: '{"fails":true}' })

  expect(whole.payload).toEqual({ streamed: true })
  expect(half.FunctionError).toBe('Unhandled')
  expect(half.payload).toMatchObject({ errorType: 'RangeError', errorMessage: 'half way' })
})

test('the log tail holds every line between START and END, and a report', async () => {
  const output = await invoke({ FunctionName: 'chatty', LogType: 'Tail', Payload: '{"lines":3}' })

  const id = output.$metadata.requestId
  expect(output.log).toMatch(
    new RegExp(
      `^START RequestId: ${id} Version: \\$LATEST\n` +
        `(.+\t${id}\tINFO\tline \\d\n){3}.+\t${id}\tERROR\twith\ntwo lines\nno line break\n` +
        `END RequestId: ${id}\nREPORT RequestId: ${id}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\t` +
        `Memory Size: 256 MB\tMax Memory Used: [1-9]\\d* MB\tInit Duration: [\\d.]+ ms\n$`,
    ),
  )
})

test('the log tail is the last 4 KB of a longer log, and complete at its end', async () => {
  const output = await invoke({ FunctionName: 'chatty', LogType: 'Tail', Payload: '{"lines":20000}' })

  expect(Buffer.byteLength(output.log)).toBe(4096)
  expect(output.log).toContain('\tline 19999\n')
  expect(output.log).toMatch(/MB\n$/)
})

test('no log is sent unless it is asked for', async () => {
  const output = await invoke({ FunctionName: 'chatty', Payload: '{"lines":1}' })

  expect(output.LogResult).toBeUndefined()
})

test('a function with JSON logs writes them, and so does the platform', async () => {
  const output = await invoke({ FunctionName: 'json', LogType: 'Tail' })

  const lines = output.log.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ type: 'platform.start' }),
    expect.objectContaining({
      level: 'INFO',
      message: { answer: 42 },
      requestId: output.$metadata.requestId,
    }),
    expect.objectContaining({ type: 'platform.report' }),
  ])
})

test('a dry run says that the function could run, and runs nothing', async () => {
  const before = local.service.invocations().length

  const output = await invoke({ FunctionName: 'echo', InvocationType: 'DryRun' })

  expect(output.StatusCode).toBe(204)
  expect(local.service.invocations()).toHaveLength(before)
})

test('an event is accepted at once and run in the background', async () => {
  const output = await invoke({ FunctionName: 'echo', InvocationType: 'Event', Payload: '{"kind":"event"}' })

  expect(output.StatusCode).toBe(202)
  expect(output.text).toBe('')
  const record = () =>
    local.service.invocations().find((each) => each.requestId === output.$metadata.requestId)
  await expect.poll(record).toMatchObject({ outcome: 'ok', payload: { kind: 'event' }, abandoned: false })
})

test.each([
  ['name', { FunctionName: 'nobody' }, `${accountArn}:nobody`],
  ['alias', { FunctionName: 'echo', Qualifier: 'blue' }, `${accountArn}:echo:blue`],
  ['region', { FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:echo' }, 'us-east-1'],
  ['account', { FunctionName: '210987654321:function:echo' }, '210987654321'],
])('an unknown %s is not found', async (_what, input, named) => {
  await expect(invoke(input)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringMatching(`Function not found: .*${named}`),
    $metadata: { httpStatusCode: 404 },
  })
})

test('two qualifiers that differ are refused', async () => {
  const output = invoke({ FunctionName: 'echo:live', Qualifier: '$LATEST' })

  await expect(output).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
})

test('a payload that is not JSON is refused without repeating it', async () => {
  const output = invoke({ FunctionName: 'echo', Payload: 'password=hunter2' })

  await expect(output).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    message: expect.not.stringContaining('hunter2'),
    $metadata: { httpStatusCode: 400 },
  })
})

test('a payload of exactly 6 MB runs, and one byte more is refused', async () => {
  const fits = `"${'x'.repeat(6_291_454)}"`

  const output = await invoke({ FunctionName: 'chatty', Payload: fits })

  expect(output.FunctionError).toBeUndefined()
  await expect(invoke({ FunctionName: 'chatty', Payload: `${fits} ` })).rejects.toMatchObject({
    name: 'RequestTooLargeException',
    $metadata: { httpStatusCode: 413 },
  })
})

test('an event may be 1 MB and no larger', async () => {
  const output = invoke({
    FunctionName: 'echo',
    InvocationType: 'Event',
    Payload: `"${'x'.repeat(1_048_575)}"`,
  })

  await expect(output).rejects.toMatchObject({ name: 'RequestTooLargeException' })
})

test('a response of 6 MB and 100 bytes arrives, and a larger one becomes a function error', async () => {
  const fits = await invoke({ FunctionName: 'wide', Payload: '{"bytes":6291556}' })
  const tooLarge = await invoke({ FunctionName: 'wide', Payload: '{"bytes":6291557}' })

  expect(fits.text).toHaveLength(6_291_556)
  expect(tooLarge.FunctionError).toBe('Unhandled')
  expect(tooLarge.payload).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  })
})

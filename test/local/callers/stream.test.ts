/** A delivery stream on this machine, filled by the AWS SDK: what is collected, transformed, written, and put aside. */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose'
import { afterEach, describe, expect, test } from 'vitest'
import { createPutBack } from '../../../callers/firehose/put-back.ts'
import { createDelivery } from '../../../local/callers/stream/deliver.ts'
import { serveStreams, type ServedStreams } from '../../../local/callers/stream/serve.ts'
import type { InvocationRecord, InvokeResult } from '../../../local/lambda/invocation.ts'
import { openConnection } from '../../../triggers/adapters/connection.ts'
import { callOutsideStep } from '../../../triggers/core/step.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const model = {
  name: 'audit',
  arn: 'arn:aws:firehose:eu-west-1:000000000000:deliverystream/audit',
  functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:transform:live',
  bucket: 'trail',
  prefix: 'audit/month=!{timestamp:yyyy-MM}/',
  errorPrefix: '!{firehose:error-output-type}/month=!{timestamp:yyyy-MM}/',
  bufferBytes: 1_048_576,
  bufferMs: 60_000,
  subscribed: new Map([['pre-sign-up', 'auth-PreSignUpLogs']]),
}

interface Sent {
  readonly records: readonly { readonly recordId: string; readonly data: string }[]
}

const ran = { requestId: 'r', executedVersion: '1', traceId: 't', logTail: '' }
const ok = (sent: Sent): unknown => ({
  records: sent.records.map(({ recordId, data }) => ({ recordId, result: 'Ok', data })),
})

const running = new Set<ServedStreams>()
afterEach(async () => {
  for (const each of running) await each.close()
  running.clear()
})

async function start(answer: (sent: Sent) => unknown = ok, kinds: readonly InvokeResult[] = []) {
  const clock = createVirtualClock()
  const sent: Sent[] = []
  const left = [...kinds]
  const invoker: Parameters<typeof serveStreams>[1] = {
    region: 'eu-west-1',
    clock,
    async invoke({ payload }) {
      // oxlint-disable-next-line no-unsafe-type-assertion -- the stand-in's own event
      const event = payload as Sent
      sent.push(event)
      return left.shift() ?? { ...ran, kind: 'success', payload: JSON.stringify(answer(event)) }
    },
  }
  const served = await serveStreams([model], invoker, 0)
  running.add(served)
  const client = new FirehoseClient({ region: 'eu-west-1', endpoint: served.endpoint, maxAttempts: 1 })
  const put = (...texts: readonly string[]) =>
    client.send(
      new PutRecordBatchCommand({
        DeliveryStreamName: 'audit',
        Records: texts.map((text) => ({ Data: Buffer.from(text) })),
      }),
    )
  /** The objects by the folder in which they lie. */
  const objects = async (): Promise<Readonly<Record<string, string>>> => {
    const base = join(served.folder, 'trail')
    const files = await readdir(base, { recursive: true, withFileTypes: true }).catch(() => [])
    const found = files.filter((file) => file.isFile())
    const read = found.map(async ({ parentPath, name }) => [
      parentPath.slice(base.length + 1),
      await readFile(join(parentPath, name), 'utf8'),
    ])
    return Object.fromEntries(await Promise.all(read))
  }
  return { served, client, put, sent, clock, objects }
}

describe('a stream', () => {
  test('collects, has the function transform, and writes by month', async () => {
    const { served, put, sent, objects } = await start()

    const { FailedPutCount, RequestResponses } = await put('{"a":1}\n', '{"a":2}\n')
    expect(FailedPutCount).toBe(0)
    expect(sent).toEqual([])
    await served.flush()

    expect(sent[0]?.records.map(({ recordId }) => recordId)).toEqual(
      RequestResponses?.map(({ RecordId }) => RecordId),
    )
    expect(await objects()).toEqual({ 'audit/month=2026-01': '{"a":1}\n{"a":2}\n' })
  })

  test('waits for its time', async () => {
    const { put, sent, clock } = await start()
    await put('{"a":1}\n')

    await clock.runUntil(clock.sleep(59_999))
    expect(sent).toHaveLength(0)
    await clock.runUntil(clock.sleep(1))

    expect(sent).toHaveLength(1)
  })

  test('or for its size', async () => {
    const { put, sent, served } = await start()
    const large = 'x'.repeat(700_000)

    await put(large, large, large)
    await served.flush()

    expect(sent.map(({ records }) => records.length)).toEqual([1, 1, 1])
  })

  test('writes nothing of what is dropped', async () => {
    const { put, served, objects } = await start(({ records }) => ({
      records: records.map(({ recordId }) => ({ recordId, result: 'Dropped' })),
    }))
    await put('a')
    await served.flush()

    expect(await objects()).toEqual({})
  })

  test('puts aside what failed alone', async () => {
    const { put, served, objects } = await start(({ records: [first, second] }) => ({
      records: [
        { recordId: first?.recordId, result: 'Ok', data: first?.data },
        { recordId: second?.recordId, result: 'ProcessingFailed' },
      ],
    }))
    await put('good\n', 'bad\n')
    await served.flush()

    const { 'processing-failed/month=2026-01': aside = '', ...others } = await objects()
    expect(others).toEqual({ 'audit/month=2026-01': 'good\n' })
    expect(JSON.parse(aside)).toMatchObject({
      errorCode: 'Lambda.ProcessingFailedStatus',
      rawData: Buffer.from('bad\n').toString('base64'),
      lambdaArn: model.functionArn,
    })
  })

  test.each<[string, (sent: Sent) => unknown, string]>([
    [
      'lacks an id',
      ({ records }) => ({ records: records.slice(1).map((each) => ({ ...each, result: 'Ok' })) }),
      'MissingRecordId',
    ],
    [
      'has an id twice',
      ({ records: [first] }) => ({ records: [first, first].map((each) => ({ ...each, result: 'Ok' })) }),
      'DuplicatedRecordId',
    ],
    [
      'has an id of its own',
      ({ records }) => ({ records: [...records, { recordId: 'x' }] }),
      'UnidentifiedRecordId',
    ],
    ['is none', () => 'yes', 'JsonProcessingException'],
    [
      'has an unknown result',
      ({ records }) => ({ records: records.map((each) => ({ ...each, result: 'TRANSFORMED_STATE_OK' })) }),
      'InvalidResult',
    ],
    [
      'lacks data',
      ({ records }) => ({ records: records.map(({ recordId }) => ({ recordId, result: 'Ok' })) }),
      'MissingData',
    ],
  ])('puts the whole batch aside when the answer %s', async (_, answer, code) => {
    const { put, served, objects } = await start(answer)
    await put('a', 'b')
    await served.flush()

    const found = await objects()
    const lines = (found['processing-failed/month=2026-01'] ?? '').split('\n').slice(0, -1)
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { errorCode: `Lambda.${code}` },
      { errorCode: `Lambda.${code}` },
    ])
    expect(Object.keys(found)).toHaveLength(1)
  })

  test.each([
    ['throws', 'Error'],
    ['runs out of time', 'Sandbox.Timedout'],
  ])('puts the whole batch aside when the function %s, and asks only once', async (_, errorType) => {
    const thrown = { ...ran, kind: 'function-error', errorType, errorMessage: 'x', payload: '{}' } as const
    const { put, served, sent, objects } = await start(ok, [thrown])
    await put('a')
    await served.flush()

    expect(sent).toHaveLength(1)
    expect(JSON.stringify(await objects())).toContain('Lambda.FunctionError')
  })

  test('asks again, three times, when Lambda is busy', async () => {
    const busy = { kind: 'throttled', message: 'Rate Exceeded.' } as const
    const { put, served, sent, objects } = await start(ok, [busy, busy, busy])
    await put('a')
    await served.flush()

    expect(sent).toHaveLength(4)
    expect(await objects()).toEqual({ 'audit/month=2026-01': 'a' })
  })

  test('is fed by the report lines of the functions that it follows, and by no other line', async () => {
    const { served, sent } = await start()
    const record = (functionName: string, ...logLines: readonly string[]): InvocationRecord => ({
      requestId: 'r',
      traceId: 'Root=1',
      functionName,
      functionArn: functionName,
      qualifier: 'live',
      startedAtMs: 5,
      durationMs: 1,
      cold: false,
      outcome: 'ok',
      payload: {},
      logLines,
      abandoned: false,
    })

    served.onInvocation(record('pre-sign-up', 'START', '{"trigger":"pre-sign-up","outcome":"denied"}'))
    served.onInvocation(record('pre-sign-up', 'START'))
    served.onInvocation(record('transform', '{"trigger":"firehose","outcome":"allowed"}'))
    await served.flush()

    expect(sent.map(({ records }) => records.length)).toEqual([1])
  })
})

describe('it refuses', () => {
  test.each([
    [
      'another stream',
      { DeliveryStreamName: 'other', Records: [{ Data: Buffer.from('a') }] },
      'ResourceNotFoundException',
    ],
    ['no record', { DeliveryStreamName: 'audit', Records: [] }, 'InvalidArgumentException'],
    [
      '501 records',
      {
        DeliveryStreamName: 'audit',
        Records: Array.from({ length: 501 }, () => ({ Data: Buffer.from('a') })),
      },
      'InvalidArgumentException',
    ],
    [
      'a record of more than 1,000 KiB',
      { DeliveryStreamName: 'audit', Records: [{ Data: Buffer.alloc(1_024_001) }] },
      'InvalidArgumentException',
    ],
    [
      'more than 4 MiB',
      {
        DeliveryStreamName: 'audit',
        Records: Array.from({ length: 5 }, () => ({ Data: Buffer.alloc(1_000_000) })),
      },
      'InvalidArgumentException',
    ],
  ])('%s', async (_, input, name) => {
    const { client } = await start()

    await expect(client.send(new PutRecordBatchCommand(input))).rejects.toMatchObject({ name })
  })

  test('nothing of a single record', async () => {
    const { client } = await start()
    const { RecordId } = await client.send(
      new PutRecordCommand({ DeliveryStreamName: 'audit', Record: { Data: Buffer.from('a') } }),
    )

    expect(RecordId).toMatch(/^[\w-]+$/)
  })
})

test('the function puts records back by its own client, and knows which were not taken', async () => {
  process.env['AWS_REGION'] = 'eu-west-1'
  const { served, sent } = await start()
  const putBack = createPutBack(openConnection(new URL(served.endpoint)))
  const call = callOutsideStep(new AbortController().signal, 1, () => 10_000)
  const small = Buffer.from('a').toString('base64')

  expect(
    await putBack(
      'audit',
      Array.from({ length: 1_200 }, () => small),
      call,
    ),
  ).toEqual(new Set())
  expect(await putBack('audit', [small, Buffer.alloc(1_100_000).toString('base64')], call)).toEqual(
    new Set([0, 1]),
  )
  expect(await putBack('other', [small], call)).toEqual(new Set([0]))
  await served.flush()
  expect(sent.flatMap(({ records }) => records)).toHaveLength(1_200)
})

test('the folder goes with the stack', async () => {
  const { served, put } = await start()
  await put('a')
  await served.close()

  expect(existsSync(served.folder)).toBe(false)
})

test('a batch that cannot be written does not take the next ones with it', async () => {
  const written: string[] = []
  let isFull = true
  const delivery = createDelivery({
    model,
    region: 'eu-west-1',
    clock: createVirtualClock(),
    newId: () => 'a',
    invoke: () => Promise.resolve({ kind: 'success', ...ran, payload: answer }),
    write: (_, body) =>
      isFull ? Promise.reject(new Error('full')) : Promise.resolve(void written.push(body)),
  })
  delivery.put('')
  await expect(delivery.flush()).rejects.toThrow('full')
  isFull = false
  delivery.put('')
  await delivery.flush()
  expect(written).toEqual(['one'])
})

const answer = JSON.stringify({
  records: [{ recordId: 'a', result: 'Ok', data: Buffer.from('one').toString('base64') }],
})

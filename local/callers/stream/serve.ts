/** Answers Firehose to the AWS SDK for the delivery streams of a template, on 127.0.0.1.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { InvocationRecord } from '../../lambda/invocation.ts'
import type { Served } from '../../listen.ts'
import { parseJson } from '../../parse-json.ts'
import { serve } from '../../serve.ts'
import { putObject } from '../batch/buckets.ts'
import { createDelivery, type Delivery, type DeliveryOptions } from './deliver.ts'
import type { StreamModel } from './model.ts'
import { envelopeOf } from './subscription.ts'

export interface ServedStreams extends Served {
  /** Of the buckets, one folder each. It goes with the stack. */
  readonly folder: string
  /** Puts the report lines of a call into the streams that follow its log group. */
  readonly onInvocation: (record: InvocationRecord) => void
  /** Transforms and writes what was put so far. */
  readonly flush: () => Promise<void>
}

const maxRecords = 500
const maxRecordBytes = 1_000 * 1_024
const maxBatchBytes = 4 * 1_048_576

class Refusal extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

export async function serveStreams(
  models: readonly StreamModel[],
  invoker: Pick<DeliveryOptions, 'region' | 'clock' | 'invoke'>,
  port: number,
): Promise<ServedStreams> {
  const folder = await mkdtemp(join(tmpdir(), 'cts-streams-'))
  const deliveries = new Map<string, Delivery>()
  for (const model of models) {
    const write = (key: string, body: string): Promise<void> => putObject(folder, model.bucket, key, body)
    deliveries.set(model.name, createDelivery({ ...invoker, model, newId: randomUUID, write }))
  }
  const flush = async (): Promise<void> => {
    await Promise.all([...deliveries.values()].map((each) => each.flush()))
  }
  const app = new Hono().post('/', (context) => answer(context, deliveries))
  try {
    const served = await serve(app, port)
    return {
      ...served,
      folder,
      onInvocation(record) {
        for (const { name, subscribed } of models) {
          const logGroup = subscribed.get(record.functionName)
          const data = logGroup === undefined ? undefined : envelopeOf(record, logGroup, randomUUID)
          if (data !== undefined) deliveries.get(name)?.put(data)
        }
      },
      flush,
      async close() {
        await served.close()
        await flush()
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function answer(context: Context, deliveries: ReadonlyMap<string, Delivery>): Promise<Response> {
  try {
    const input = parseJson(await context.req.text())
    const delivery = deliveries.get(ownText(input, 'DeliveryStreamName') ?? '')
    if (delivery === undefined)
      throw new Refusal('ResourceNotFoundException', 'There is no such delivery stream.')
    switch (context.req.header('x-amz-target') ?? '') {
      case 'Firehose_20150804.PutRecordBatch': {
        const records = readBatch(own(input, 'Records'))
        const RequestResponses = records.map((data) => ({ RecordId: delivery.put(data) }))
        return context.json({ FailedPutCount: 0, RequestResponses })
      }
      case 'Firehose_20150804.PutRecord':
        return context.json({ RecordId: delivery.put(readData(own(input, 'Record'))) })
      default:
        throw new Refusal('UnknownOperationException', 'Only PutRecord and PutRecordBatch are answered here.')
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return context.json({ __type: error.type, message: error.message }, 400)
  }
}

function readBatch(records: unknown): readonly string[] {
  if (!Array.isArray(records) || records.length === 0 || records.length > maxRecords)
    throw new Refusal('InvalidArgumentException', `Records takes 1 to ${maxRecords} records.`)
  const read = records.map(readData)
  const bytes = read.reduce((sum, data) => sum + Buffer.byteLength(data, 'base64'), 0)
  if (bytes > maxBatchBytes) throw new Refusal('InvalidArgumentException', 'Records has more than 4 MiB.')
  return read
}

function readData(record: unknown): string {
  const data = ownText(record, 'Data')
  if (data === undefined || !/^[A-Za-z0-9+/]*={0,2}$/.test(data))
    throw new Refusal('SerializationException', 'Data is no base64.')
  if (Buffer.byteLength(data, 'base64') > maxRecordBytes)
    throw new Refusal('InvalidArgumentException', 'A record has more than 1,000 KiB.')
  return data
}

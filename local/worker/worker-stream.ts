/** Stands in front of the local table and tells of new items, as the table's stream would: dynalite has none. */
import { Agent, createServer, request } from 'node:http'
import { isObject, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { open, type Served } from '../listen.ts'

export interface TableStreamOptions {
  /** Port on 127.0.0.1; 0 picks a free one. */
  readonly port: number
  readonly target: string
  readonly region: string
  readonly tableArn: string
  /** Called with each new item after it is stored. */
  readonly onRecord: (record: StreamRecord) => void
  readonly clock?: () => number
  /** Called after each call that may have changed the table. */
  readonly onWrite?: () => void
}

/** A record as Lambda hands it to a function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-example.html */
export interface StreamRecord {
  readonly eventID: string
  readonly eventName: 'INSERT'
  readonly eventVersion: '1.1'
  readonly eventSource: 'aws:dynamodb'
  readonly awsRegion: string
  readonly eventSourceARN: string
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number
    readonly Keys: RawObject
    readonly NewImage: RawObject
    readonly SequenceNumber: string
    readonly StreamViewType: 'NEW_IMAGE'
  }
}

/**
 * Every call passes through unchanged. A successful put with the condition that the item is absent is an `INSERT`. All
 * puts of the suite have that condition. Other writes are not reported, since the suite's filter drops them.
 */
export async function startTableStream(options: TableStreamOptions): Promise<Served> {
  const target = new URL(options.target)
  const agent = new Agent({ keepAlive: true })
  const clock = options.clock ?? Date.now
  let sequence = 0

  const tell = (body: string): void => {
    const item = readNewItem(body)
    if (item === undefined) return
    sequence += 1
    options.onRecord({
      eventID: `local-${sequence}`,
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: options.region,
      eventSourceARN: `${options.tableArn}/stream/local`,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(clock() / 1_000),
        Keys: { pk: item['pk'], sk: item['sk'] },
        NewImage: item,
        SequenceNumber: String(sequence).padStart(21, '0'),
        StreamViewType: 'NEW_IMAGE',
      },
    })
  }

  const server = createServer({ requestTimeout: 0 }, (incoming, outgoing) => {
    const { method, url, headers } = incoming
    const isPut = headers['x-amz-target'] === 'DynamoDB_20120810.PutItem'
    const isRead = /\.(?:GetItem|BatchGetItem|Query|Scan|Describe\w+)$/.test(String(headers['x-amz-target']))
    const { onWrite } = options
    const chunks: Buffer[] = []
    if (isPut) incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    const upstream = request(
      { agent, host: target.hostname, port: target.port, method, path: url, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        if (!isRead && onWrite !== undefined) answer.on('end', onWrite)
        if (isPut && answer.statusCode === 200)
          answer.on('end', () => tell(Buffer.concat(chunks).toString('utf8')))
      },
    )
    upstream.on('error', () => outgoing.destroy())
    outgoing.on('close', () => upstream.destroy())
    incoming.pipe(upstream)
  })
  const { endpoint, close } = await open(server, options.port)
  return {
    endpoint,
    close: async () => {
      await close()
      agent.destroy()
    },
  }
}

function readNewItem(body: string): RawObject | undefined {
  const put: unknown = JSON.parse(body)
  if (!isObject(put) || !isObject(put['Item'])) return undefined
  const condition = put['ConditionExpression']
  return typeof condition === 'string' && condition.includes('attribute_not_exists(pk)')
    ? put['Item']
    : undefined
}

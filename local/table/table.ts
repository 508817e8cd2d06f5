/** Runs the suite's DynamoDB table on this machine, with the keys and indexes of the synthesized template. */
import type { Server, ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import aws4 from 'aws4'
import dynalite from 'dynalite'
import { isObject, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { closeServer, listenOnLoopback, type Served } from '../listen.ts'
import { parseJson } from '../parse-json.ts'
import { addTransactions } from './table-transactions.ts'

export interface TableOptions {
  /** Port on 127.0.0.1; 0 picks a free one. */
  readonly port: number
  readonly table: {
    readonly name: string
    /** The resolved properties of the template's table. */
    readonly properties: Readonly<Record<string, unknown>>
  }
  /** Tables beside it, which start empty. Default: none. */
  readonly others?: readonly TableOptions['table'][]
  /** What is in the table at its start. Default: nothing. */
  readonly items?: readonly RawObject[]
}

export interface LocalTable extends Served {
  /** All that is in the table. */
  items(): Promise<readonly RawObject[]>
}

/**
 * Starts dynalite and creates the table; resolves when the table is active.
 *
 * dynalite knows neither streams nor TTL: `StreamSpecification` and `TimeToLiveSpecification` are ignored, so the
 * worker is driven by its sweep and expired items stay readable. Code must check the expiry itself in any case,
 * because DynamoDB deletes expired items days late.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export const startTable = async (options: TableOptions): Promise<LocalTable> => {
  const server = dynalite({ createTableMs: 0 })
  addTransactions(server, (...args) => send(port, ...args))
  const writing = watchRequests(server)
  const port = await listenOnLoopback(server, options.port)
  const close = async () => {
    await writing.end()
    await closeServer(server)
  }
  try {
    for (const table of [options.table, ...(options.others ?? [])]) {
      await call(port, 'CreateTable', createTableInput(table))
      await waitUntilActive(port, table.name)
    }
    for (const Item of options.items ?? [])
      await call(port, 'PutItem', { TableName: options.table.name, Item })
  } catch (cause) {
    await close()
    throw cause
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    items: () => scan(port, options.table.name),
    close,
  }
}

/** An answer has at most 1 MB of items. */
const scan = async (port: number, name: string): Promise<readonly RawObject[]> => {
  const items: RawObject[] = []
  let from: unknown
  do {
    const place = from === undefined ? {} : { ExclusiveStartKey: from }
    const answer = parseJson(await call(port, 'Scan', { TableName: name, ConsistentRead: true, ...place }))
    const found: unknown = isObject(answer) ? answer['Items'] : []
    if (Array.isArray(found)) items.push(...found.filter(isObject))
    from = isObject(answer) ? answer['LastEvaluatedKey'] : undefined
  } while (from !== undefined)
  return items
}

/** The longest wait for requests whose clients have gone, in milliseconds. */
const closingMs = 1_000

/** dynalite goes on after its client has gone, and throws uncaught errors once its store is closed. */
const watchRequests = (server: Server) => {
  const running = new Set<ServerResponse>()
  server.on('request', (request, response) => {
    running.add(response)
    response.once('close', () => {
      if (response.writableEnded || !request.complete) running.delete(response)
    })
  })
  return {
    async end() {
      const endsAtMs = performance.now() + closingMs
      while ([...running].some((response) => !response.writableEnded) && performance.now() < endsAtMs)
        await setImmediate()
    },
  }
}

const createTableInput = (table: TableOptions['table']) => ({
  TableName: table.name,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: table.properties['KeySchema'],
  AttributeDefinitions: table.properties['AttributeDefinitions'],
  ...secondaryIndexes('GlobalSecondaryIndexes', table),
  ...secondaryIndexes('LocalSecondaryIndexes', table),
})

/** CloudFormation's indexes carry capacity and insight settings that dynalite refuses; keys and projection remain. */
const secondaryIndexes = (kind: string, { name, properties }: TableOptions['table']) => {
  const indexes = properties[kind]
  if (indexes === undefined) return {}
  if (!Array.isArray(indexes))
    throw new TypeError(`${kind} of table ${name} is ${typeof indexes}; the template must hold a list.`)

  return {
    [kind]: indexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })),
  }
}

const waitUntilActive = async (port: number, name: string) => {
  for (;;) {
    const answer = await call(port, 'DescribeTable', { TableName: name })
    if (answer.includes('"TableStatus":"ACTIVE"')) return
  }
}

/** One signed request instead of the SDK, whose import alone takes longer than the table's start. */
const call = async (port: number, operation: string, input: object): Promise<string> => {
  const { ok, body } = await send(port, operation, input)
  if (!ok) throw new Error(`The local table refused ${operation}: ${body}`)
  return body
}

const send = async (port: number, operation: string, input: object, extra = {}) => {
  const request = aws4.sign(
    {
      host: `127.0.0.1:${port}`,
      service: 'dynamodb',
      path: '/',
      headers: {
        'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Target': `DynamoDB_20120810.${operation}`,
      },
      body: JSON.stringify(input),
    },
    { accessKeyId: 'local', secretAccessKey: 'local' },
  )
  const headers = Object.entries(request.headers ?? {}).map(([key, value]): [string, string] => [
    key,
    String(value),
  ])
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: [...headers.filter(([key]) => key.toLowerCase() !== 'host'), ...Object.entries<string>(extra)],
    body: JSON.stringify(input),
  })
  return { ok: response.ok, body: await response.text() }
}

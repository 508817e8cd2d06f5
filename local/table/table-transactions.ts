/** TransactWriteItems for dynalite, which lacks it: a transaction runs alone on the table, checks each condition, and
 * takes all writes back when one fails. It takes only `Update`, which is all that the suite sends. Another kind of
 * write is refused by name.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { isObject, own } from '@cognito-trigger-suite/triggers/internal/core/json'

/** One call of the table below, past the gate. */
export type TableCall = (
  operation: string,
  input: object,
  headers: Readonly<Record<string, string>>,
) => Promise<{ readonly ok: boolean; readonly body: string }>

const passHeader = 'x-table-transaction'

/** Puts itself before the server's own listener, and lets a transaction run while nothing else does. */
export function addTransactions(server: Server, call: TableCall): void {
  const [handle, ...others] = server.listeners('request')
  if (handle === undefined || others.length > 0) throw new TypeError('dynalite has one request listener')
  const pass = randomUUID()
  const running = new Set<Promise<unknown>>()
  let turn: Promise<unknown> = Promise.resolve()
  const inside: TableCall = (operation, input) => call(operation, input, { [passHeader]: pass })

  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const forward = () => handle.call(server, request, response)
    if (request.headers[passHeader] === pass) return void forward()
    if (request.headers['x-amz-target'] === 'DynamoDB_20120810.TransactWriteItems') {
      turn = answerAlone(request, response, turn)
      return
    }
    const ended = Promise.withResolvers<void>()
    response.once('close', () => {
      running.delete(ended.promise)
      ended.resolve()
    })
    void afterTurn(turn, () => {
      running.add(ended.promise)
      forward()
    })
  })

  async function answerAlone(
    request: IncomingMessage,
    response: ServerResponse,
    before: Promise<unknown>,
  ): Promise<void> {
    try {
      const [input] = await Promise.all([json(request), before])
      await Promise.all(running)
      const { status, body } = await transact(input, inside)
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' })
      response.end(JSON.stringify(body))
    } catch {
      response.destroy()
    }
  }
}

async function afterTurn(turn: Promise<unknown>, go: () => void): Promise<void> {
  await turn
  go()
}

async function transact(input: unknown, call: TableCall) {
  const items = own(input, 'TransactItems')
  const updates = Array.isArray(items) ? items.map((item) => own(item, 'Update')) : []
  if (updates.length === 0 || !updates.every(isObject))
    return refusal('ValidationException', { message: 'The local table takes Update alone in a transaction.' })
  const before: (() => Promise<unknown>)[] = []
  for (const [index, update] of updates.entries()) {
    const place = { TableName: update['TableName'], Key: update['Key'] }
    const found: unknown = JSON.parse((await call('GetItem', { ...place, ConsistentRead: true }, {})).body)
    const Item = own(found, 'Item')
    const { ok, body } = await call('UpdateItem', update, {})
    if (ok) {
      before.push(() =>
        Item === undefined
          ? call('DeleteItem', place, {})
          : call('PutItem', { TableName: place.TableName, Item }, {}),
      )
      continue
    }
    for (const restore of before.toReversed()) await restore()
    const isCondition = body.includes('ConditionalCheckFailedException')
    if (!isCondition) return { status: 400, body: JSON.parse(body) }
    const CancellationReasons = updates.map((_, at) => ({
      Code: at === index ? 'ConditionalCheckFailed' : 'None',
    }))
    const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${CancellationReasons.map(({ Code }) => Code).join(', ')}]`
    return refusal('TransactionCanceledException', { message, Message: message, CancellationReasons })
  }
  return { status: 200, body: {} }
}

function refusal(name: string, fields: object) {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, ...fields } }
}

/** Collects records as Firehose does, has the function transform them, and writes what comes of it as objects.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { InvokeRequest, InvokeResult } from '../../lambda/invocation.ts'
import { parseJson } from '../../parse-json.ts'
import { failAll, readTold, type ToldAll } from './answer.ts'
import type { StreamModel } from './model.ts'

export interface DeliveryOptions {
  readonly model: StreamModel
  readonly region: string
  readonly clock: Clock
  readonly invoke: (request: InvokeRequest) => Promise<InvokeResult>
  readonly newId: () => string
  /** Writes one object of the bucket. */
  readonly write: (key: string, body: string) => Promise<void>
}

export interface Delivery {
  /** Takes a record, in base64, and gives its id. */
  put(data: string): string
  /** Transforms and writes what was put so far, without waiting for its time. */
  flush(): Promise<void>
}

interface Waiting {
  readonly recordId: string
  readonly data: string
  readonly atMs: number
}

/** Calls in all when Lambda throttles: Firehose asks again three times. */
const maxCalls = 4

export function createDelivery(options: DeliveryOptions): Delivery {
  const { model, clock, newId } = options
  let waiting: Waiting[] = []
  let bytes = 0
  let cancel = (): void => {}
  let running: Promise<void> = Promise.resolve()

  const begin = (): void => {
    cancel()
    const batch = waiting
    waiting = []
    bytes = 0
    if (batch.length === 0) return
    // A full disk loses one batch, and not those after it.
    running = Promise.allSettled([running]).then(() => deliver(batch, options))
    // Told by flush.
    running.catch(() => {})
  }
  return {
    put(data) {
      const recordId = newId()
      const size = Buffer.byteLength(data, 'base64')
      if (bytes + size > model.bufferBytes) begin()
      if (waiting.length === 0) cancel = clock.after(model.bufferMs, begin)
      waiting.push({ recordId, data, atMs: clock.epochMs() })
      bytes += size
      return recordId
    },
    async flush() {
      begin()
      await running
    },
  }
}

/** Never rejects because of what the function does. */
async function deliver(batch: readonly Waiting[], options: DeliveryOptions): Promise<void> {
  const { model, clock, write, newId } = options
  const told = await transform(batch, options)
  const nowMs = clock.epochMs()
  const ok = batch.flatMap(({ recordId }) => {
    const one = told.get(recordId)
    return one?.result === 'Ok' ? [Buffer.from(one.data, 'base64').toString('utf8')] : []
  })
  const aside = batch.flatMap((record) => {
    const one = told.get(record.recordId)
    return one?.result === 'ProcessingFailed' ? [asideLine(record, one, nowMs, model)] : []
  })
  const name = `${model.name}-${new Date(nowMs).toISOString().replaceAll(/[:.TZ]/g, '-')}${newId()}`
  if (ok.length > 0) await write(`${placeOf(model.prefix, nowMs)}${name}`, ok.join(''))
  if (aside.length > 0)
    await write(`${placeOf(model.errorPrefix, nowMs, 'processing-failed')}${name}`, aside.join(''))
}

async function transform(
  batch: readonly Waiting[],
  { model, region, invoke, newId }: DeliveryOptions,
): Promise<ToldAll> {
  const ids = batch.map(({ recordId }) => recordId)
  const payload = {
    invocationId: newId(),
    deliveryStreamArn: model.arn,
    region,
    records: batch.map(({ recordId, data, atMs }) => {
      return { recordId, approximateArrivalTimestamp: atMs, data }
    }),
  }
  for (let call = 1; ; call += 1) {
    // A stack that ends takes no call any more.
    const result = await invoke({ functionArn: model.functionArn, payload }).catch(() => undefined)
    if (result?.kind === 'throttled' && call < maxCalls) continue
    return result?.kind === 'success'
      ? readTold(parseJson(result.payload), ids)
      : failAll(ids, `Lambda.${codeOf(result?.kind)}`, 'The function gave no answer.')
  }
}

function codeOf(kind: InvokeResult['kind'] | undefined): string {
  if (kind === 'function-error') return 'FunctionError'
  return kind === 'throttled' ? 'InvokeLimitExceeded' : 'InvocationFailed'
}

/** The members are those that Firehose writes under its error prefix. */
function asideLine(
  { data, atMs }: Waiting,
  { code, message }: { readonly code: string; readonly message: string },
  nowMs: number,
  { functionArn }: StreamModel,
): string {
  const aside = {
    attemptsMade: 1,
    arrivalTimestamp: atMs,
    errorCode: code,
    errorMessage: message,
    attemptEndingTimestamp: nowMs,
    rawData: data,
    lambdaArn: functionArn,
  }
  return `${JSON.stringify(aside)}\n`
}

function placeOf(prefix: string, nowMs: number, errorType = ''): string {
  const month = new Date(nowMs).toISOString().slice(0, 'yyyy-MM'.length)
  return prefix
    .replaceAll('!{firehose:error-output-type}', errorType)
    .replaceAll('!{timestamp:yyyy-MM}', month)
}

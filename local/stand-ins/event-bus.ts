/** Answers EventBridge's PutEvents on this machine and remembers the events. */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { isObject, own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { keepLatest } from '../latest.ts'
import type { Served } from '../listen.ts'
import { parseJson } from '../parse-json.ts'
import { serve } from '../serve.ts'

export interface RecordedEvent {
  readonly id: string
  readonly bus: string
  readonly source: string
  readonly detailType: string
  readonly detail: unknown
  readonly atMs: number
}

export interface LocalEventBus extends Served {
  /** Newest first, at most 500. */
  events(): readonly RecordedEvent[]
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const maxEntries = 10

/** Starts it on a free port. `bus` is the only one there is, besides `default`. */
export async function startEventBus(bus: string, clock: () => number = Date.now): Promise<LocalEventBus> {
  const { add, list } = keepLatest<RecordedEvent>()
  const put = (entry: RawObject): RawObject => {
    const read = readEntry(entry, bus, clock)
    if ('ErrorCode' in read) return read
    add(read)
    return { EventId: read.id }
  }

  const app = new Hono()
  app.post('/', async (context) => {
    if (context.req.header('x-amz-target') !== 'AWSEvents.PutEvents')
      return context.json({ __type: 'UnknownOperationException' }, 400)
    const input: unknown = await context.req.json()
    const entries = own(input, 'Entries')
    if (!Array.isArray(entries) || entries.length === 0 || entries.length > maxEntries) {
      return context.json(
        { __type: 'ValidationException', message: `Entries takes 1 to ${maxEntries} events.` },
        400,
      )
    }
    const answers = entries.map((entry) => put(isObject(entry) ? entry : {}))
    return context.json({
      Entries: answers,
      FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length,
    })
  })
  return { ...(await serve(app)), events: list }
}

function readEntry(entry: RawObject, bus: string, clock: () => number): RecordedEvent | RefusedEntry {
  const named = own(entry, 'EventBusName') ?? 'default'
  const source = own(entry, 'Source')
  const detailType = own(entry, 'DetailType')
  if (named !== bus && named !== 'default')
    return refuse('ResourceNotFoundException', 'There is no such event bus.')
  if (typeof source !== 'string' || source.startsWith('aws.'))
    return refuse('NotAuthorizedForSourceException', 'Source is missing, or AWS keeps it for itself.')
  if (typeof detailType !== 'string') return refuse('InvalidArgument', 'DetailType is missing.')
  const text = own(entry, 'Detail')
  const detail = typeof text === 'string' ? parseJson(text) : undefined
  if (!isObject(detail)) return refuse('MalformedDetail', 'Detail is malformed.')
  return { id: randomUUID(), bus: named, source, detailType, detail, atMs: clock() }
}

interface RefusedEntry {
  readonly ErrorCode: string
  readonly ErrorMessage: string
  readonly [member: string]: unknown
}

function refuse(ErrorCode: string, ErrorMessage: string): RefusedEntry {
  return { ErrorCode, ErrorMessage }
}

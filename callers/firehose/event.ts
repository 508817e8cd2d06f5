/** The event of a Firehose transformation.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
import { isObject, own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Parsed } from '@cognito-trigger-suite/triggers/internal/core/parsed'
import type { CallerEvent } from '../shared/handler.ts'

export interface StreamEvent extends CallerEvent {
  readonly source: 'firehose'
  /** The shape has no version. */
  readonly version: 'unversioned'
  readonly streamName: string
  /** One for each id. */
  readonly records: readonly StreamRecord[]
}

export interface StreamRecord {
  readonly recordId: string
  /** In base64; empty when it is no text. */
  readonly data: string
}

export interface StreamAnswer {
  readonly records: readonly AnsweredRecord[]
}

export type AnsweredRecord =
  | { readonly recordId: string; readonly result: 'Ok'; readonly data: string }
  | { readonly recordId: string; readonly result: 'Dropped' | 'ProcessingFailed' }

export function readStreamEvent(input: unknown): Parsed<StreamEvent> {
  if (!isObject(input)) return malformed('the event is not a JSON object')
  const streamName = /:deliverystream\/([\w.-]{1,64})$/.exec(ownText(input, 'deliveryStreamArn') ?? '')?.[1]
  if (streamName === undefined) return malformed('deliveryStreamArn names no delivery stream')
  const sent = own(input, 'records')
  if (!Array.isArray(sent)) return malformed('records is not a list')
  const records = readRecords(sent)
  if (records.length < sent.length) return malformed('a record lacks a recordId of its own')
  return {
    kind: 'event',
    event: { source: 'firehose', version: 'unversioned', streamName, records },
    raw: input,
  }
}

function malformed(problem: string): Parsed<StreamEvent> {
  return { kind: 'malformed', problem }
}

/** Each id once. */
function readRecords(sent: readonly unknown[]): readonly StreamRecord[] {
  const records = sent.flatMap((record): readonly StreamRecord[] => {
    const recordId = ownText(record, 'recordId') ?? ''
    return recordId === '' ? [] : [{ recordId, data: ownText(record, 'data') ?? '' }]
  })
  return [...new Map(records.map((record) => [record.recordId, record])).values()]
}

/** Every id of an event, also of one that cannot be read, has failed: Firehose puts the records aside. A throw would do the
 * same to the whole batch, and an id that is not answered too. */
export function failAll(input: unknown): StreamAnswer {
  const sent = own(input, 'records')
  const records = Array.isArray(sent) ? readRecords(sent) : []
  return { records: records.map(({ recordId }) => ({ recordId, result: 'ProcessingFailed' })) }
}

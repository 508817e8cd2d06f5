/** Reads what a transformation answered, as strictly as Firehose does: one id too many or too few fails the batch.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
import { own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'

/** What became of one record. */
export type Told =
  | { readonly result: 'Ok'; readonly data: string }
  | { readonly result: 'Dropped' }
  | { readonly result: 'ProcessingFailed'; readonly code: string; readonly message: string }

/** By record id. */
export type ToldAll = ReadonlyMap<string, Told>

export function failAll(ids: readonly string[], code: string, message: string): ToldAll {
  return new Map(ids.map((id) => [id, { result: 'ProcessingFailed', code, message }]))
}

export function readTold(answer: unknown, ids: readonly string[]): ToldAll {
  const records = own(answer, 'records')
  if (!Array.isArray(records))
    return failAll(ids, 'Lambda.JsonProcessingException', 'The answer has no list of records.')
  const told = new Map<string, Told>()
  const known = new Set(ids)
  for (const record of records) {
    const recordId = ownText(record, 'recordId') ?? ''
    if (!known.has(recordId))
      return failAll(ids, 'Lambda.UnidentifiedRecordId', 'The answer has an id that was not sent.')
    if (told.has(recordId)) return failAll(ids, 'Lambda.DuplicatedRecordId', 'The answer has an id twice.')
    told.set(recordId, readOne(record))
  }
  return told.size < ids.length
    ? failAll(ids, 'Lambda.MissingRecordId', 'The answer lacks an id that was sent.')
    : told
}

function readOne(record: unknown): Told {
  const failed = (code: string, message: string): Told => ({ result: 'ProcessingFailed', code, message })
  const data = ownText(record, 'data')
  const result = ownText(record, 'result')
  if (result === 'Dropped') return { result }
  if (result === 'ProcessingFailed')
    return failed('Lambda.ProcessingFailedStatus', 'The function set this result for the record.')
  if (result !== 'Ok') return failed('Lambda.InvalidResult', 'The result is none that Firehose knows.')
  return data === undefined
    ? failed('Lambda.MissingData', 'A record that is Ok has no data.')
    : { result, data }
}

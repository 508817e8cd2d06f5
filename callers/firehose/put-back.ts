/** Puts records back into the stream that they came from.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
import { firehose } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import type { Connection } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { callService } from '@cognito-trigger-suite/triggers/internal/adapters/signed-call'
import { own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Call } from '@cognito-trigger-suite/triggers/core/step'

/** What one request takes: 500 records, and 4 MiB with all that is around them. */
const maxRecords = 500
const maxBytes = 4_000_000

/** How often what Firehose refused, such as by its throughput, is put again. */
const tries = 3

/** Which of the records (in base64) were not put, by their index. Never rejects. */
export type PutBack = (
  streamName: string,
  records: readonly string[],
  call: Call,
) => Promise<ReadonlySet<number>>

export function createPutBack(connection: Connection): PutBack {
  return async (streamName, records, call) => {
    const left = new Set(records.keys())
    for (let attempt = 1; attempt <= tries && left.size > 0 && !call.signal.aborted; attempt += 1) {
      for (const batch of batches(records, left)) {
        try {
          const input = {
            DeliveryStreamName: streamName,
            Records: batch.map((index) => ({ Data: records[index] })),
          }
          const answer = await callService(connection, firehose, 'PutRecordBatch', input, call)
          const told = own(answer, 'RequestResponses')
          batch.forEach((index, at) => {
            // One without an id was refused.
            if (Array.isArray(told) && ownText(told[at], 'RecordId') !== undefined) left.delete(index)
          })
        } catch {
          // What is left is answered as failed.
        }
      }
    }
    return left
  }
}

function batches(records: readonly string[], left: ReadonlySet<number>): readonly (readonly number[])[] {
  const made: number[][] = []
  let bytes = Infinity
  for (const index of left) {
    const size = (records[index]?.length ?? 0) + 16
    const last = made.at(-1)
    if (last === undefined || last.length >= maxRecords || bytes + size > maxBytes) {
      made.push([index])
      bytes = size
    } else {
      last.push(index)
      bytes += size
    }
  }
  return made
}

/** The transformation of the audit stream: report lines of log groups become flat records without personal data. Each id is
 * answered once, whatever the record holds. What does not fit into the answer is put back, a few times at most. */
import { callOutsideStep } from '@cognito-trigger-suite/triggers/core/step'
import { callers } from '../callers.ts'
import type { Answered, Call, CallerFunction } from '../shared/handler.ts'
import type { AuditRecord } from './columns.ts'
import {
  type AnsweredRecord,
  failAll,
  readStreamEvent,
  type StreamAnswer,
  type StreamEvent,
  type StreamRecord,
} from './event.ts'
import type { PutBack } from './put-back.ts'
import { pack, renderLines, unpack } from './unpack.ts'

export interface TransformSettings {
  /** Of the function itself. */
  readonly logGroup: string
  readonly putBack: PutBack
  /** The largest answer, in bytes. Default: what Firehose takes, with room for what is around it. */
  readonly maxAnswerBytes?: number
}

/** A line that was put back so often and still does not fit is put aside. */
export const maxRounds = 3

/** What one record that is put back may hold, in bytes of JSON lines: it fits into an answer beside others. */
const maxPieceBytes = 512 * 1_024

/** JSON around one answered record, in bytes, besides its id and its data. */
const aroundRecord = 64

/** No record is begun with less than this left, in milliseconds: unpacking a large one takes seconds, in which no timer can
 * end the call. */
export const leastPerRecordMs = 10_000

/** What became of a record. */
interface Judged {
  readonly answer: AnsweredRecord
  readonly lines: number
  readonly others: number
}

export function createTransform(settings: TransformSettings): CallerFunction<StreamEvent, StreamAnswer> {
  const { logGroup, putBack, maxAnswerBytes = callers.firehose.answerBytes - 64 * 1_024 } = settings

  async function transform(event: StreamEvent, call: Call): Promise<readonly Judged[]> {
    let bytes = event.records.reduce((sum, { recordId }) => sum + aroundRecord + recordId.length, 0)
    const judged: Judged[] = []
    for (const record of event.records) {
      const one =
        call.deadline.remainingMs() < leastPerRecordMs
          ? failed(record)
          : await judge(record, maxAnswerBytes - bytes, event, call)
      if (one.answer.result === 'Ok') bytes += one.answer.data.length
      judged.push(one)
    }
    return judged
  }

  async function judge(
    record: StreamRecord,
    roomBytes: number,
    { streamName }: StreamEvent,
    call: Call,
  ): Promise<Judged> {
    const { recordId } = record
    const unpacked = unpack(record.data, logGroup)
    if (unpacked.kind === 'unreadable') return failed(record)
    const { lines, others, round } = unpacked.kind === 'nothing' ? nothing : unpacked
    const told = (answer: AnsweredRecord): Judged => ({ answer, lines: lines.length, others })
    if (lines.length === 0) return told({ recordId, result: 'Dropped' })
    const encoded = Buffer.from(renderLines(lines), 'utf8').toString('base64')
    if (encoded.length <= roomBytes) return told({ recordId, result: 'Ok', data: encoded })
    if (round >= maxRounds) return told({ recordId, result: 'ProcessingFailed' })
    const pieces = split(lines).map((piece) => pack(piece, round + 1))
    const asked = callOutsideStep(call.signal, 2, () => call.deadline.remainingMs())
    const left = await putBack(streamName, pieces, asked)
    // Put aside as a whole: what was put back may come twice, and has the same id then.
    return told({ recordId, result: left.size === 0 ? 'Dropped' : 'ProcessingFailed' })
  }

  return {
    name: 'firehose',
    waitsMs: () => callers.firehose.waitsMs,
    parse: readStreamEvent,
    async handle(event, call) {
      const judged = await transform(event, call)
      return { answer: { records: judged.map(({ answer }) => answer) }, ...describe(judged) }
    },
    failed: failAll,
  }
}

function failed({ recordId }: StreamRecord): Judged {
  return { answer: { recordId, result: 'ProcessingFailed' }, lines: 0, others: 0 }
}

const nothing = { lines: [], others: 0, round: 0 } as const

function split(lines: readonly AuditRecord[]): readonly (readonly AuditRecord[])[] {
  const pieces: AuditRecord[][] = []
  let bytes = Infinity
  for (const line of lines) {
    const size = Buffer.byteLength(JSON.stringify(line)) + 1
    const last = pieces.at(-1)
    if (last === undefined || bytes + size > maxPieceBytes) {
      pieces.push([line])
      bytes = size
    } else {
      last.push(line)
      bytes += size
    }
  }
  return pieces
}

function describe(judged: readonly Judged[]): Omit<Answered<StreamAnswer>, 'answer'> {
  const count = (result: AnsweredRecord['result']): number =>
    judged.filter(({ answer }) => answer.result === result).length
  const sum = (key: 'lines' | 'others'): number => judged.reduce((all, each) => all + each[key], 0)
  const aside = count('ProcessingFailed')
  const notes = {
    ok: count('Ok'),
    dropped: count('Dropped'),
    failed: aside,
    lines: sum('lines'),
    others: sum('others'),
  }
  return aside > 0 ? { outcome: 'failed', cause: 'records_failed', notes } : { outcome: 'allowed', notes }
}

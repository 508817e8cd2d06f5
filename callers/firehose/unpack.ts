/** What a record of the stream holds: lines of a log group, or lines that were put back. Both are JSON under gzip.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
import { own, ownNumber, ownText, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type AuditRecord, readRecord, recordOf } from './columns.ts'

export type Unpacked =
  | {
      readonly kind: 'lines'
      readonly lines: readonly AuditRecord[]
      /** How often they were put back. */
      readonly round: number
      /** Lines that are no report, such as Lambda's own. */
      readonly others: number
    }
  /** CloudWatch Logs tests whether it may write, or it is the function's own log. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unreadable' }

/** The most bytes of one record, unpacked. What JSON makes of them takes up to forty times as many of the function's 512 MB:
 * for lack of memory the whole batch would be lost. */
const maxBytes = 8 * 1_048_576

/** A log has a line that was cut now and then. A record with more of them is put aside: each takes a throw, and a million
 * take minutes. */
const maxBroken = 1_000

/** What was put back says so by this type. No log line can: CloudWatch Logs writes the type itself. */
const putBackType = 'AUDIT_LINES'

/** `ownLogGroup`: of the function that asks. Its lines would make further ones for ever. */
export function unpack(data: string, ownLogGroup: string): Unpacked {
  const value = gunzip(data)
  switch (ownText(value, 'messageType') ?? '') {
    case 'DATA_MESSAGE':
      return ownText(value, 'logGroup') === ownLogGroup ? { kind: 'nothing' } : readLogEvents(value)
    case 'CONTROL_MESSAGE':
      return { kind: 'nothing' }
    case putBackType:
      return readPutBack(value)
    default:
      return { kind: 'unreadable' }
  }
}

function gunzip(data: string): unknown {
  try {
    const packed = Buffer.from(data, 'base64')
    const text = process
      .getBuiltinModule('node:zlib')
      .gunzipSync(packed, { maxOutputLength: maxBytes })
      .toString('utf8')
    return readJson(text)
  } catch {
    return undefined
  }
}

function readLogEvents(value: unknown): Unpacked {
  const events = own(value, 'logEvents')
  if (!Array.isArray(events)) return { kind: 'unreadable' }
  const lines: AuditRecord[] = []
  let broken = 0
  for (const event of events) {
    const message = ownText(event, 'message') ?? ''
    if (!message.startsWith('{')) continue
    const line = readJson(message)
    if (line === undefined && (broken += 1) > maxBroken) return { kind: 'unreadable' }
    const record = recordOf(line, ownText(event, 'id') ?? '')
    if (record !== undefined) lines.push(record)
  }
  return { kind: 'lines', lines, round: 0, others: events.length - lines.length }
}

function readPutBack(value: unknown): Unpacked {
  const lines = own(value, 'lines')
  const round = ownNumber(value, 'round')
  if (!Array.isArray(lines) || round === undefined || !(round >= 1)) return { kind: 'unreadable' }
  return { kind: 'lines', lines: lines.map(readRecord), round, others: 0 }
}

/** A record of the stream with these lines, in base64. */
export function pack(lines: readonly AuditRecord[], round: number): string {
  const text = JSON.stringify({ messageType: putBackType, round, lines })
  return process.getBuiltinModule('node:zlib').gzipSync(text).toString('base64')
}

/** JSON lines, each with its line break, as the bucket and Athena want them. */
export function renderLines(lines: readonly AuditRecord[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

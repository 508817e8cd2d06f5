/** Makes of a call's report lines what a subscription of its log group puts into a stream.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
import { gzipSync } from 'node:zlib'
import { ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { InvocationRecord } from '../../lambda/invocation.ts'
import { parseJson } from '../../parse-json.ts'
import { localAccountId } from '../../template/local-ids.ts'

/** The envelope in base64; undefined when no line passes the filter of the construct, which asks for `trigger` and
 * `outcome`. */
export function envelopeOf(
  record: InvocationRecord,
  logGroup: string,
  newId: () => string,
): string | undefined {
  const lines = record.logLines.filter(isReport)
  if (lines.length === 0) return undefined
  const envelope = {
    messageType: 'DATA_MESSAGE',
    owner: localAccountId,
    logGroup,
    logStream: record.functionName,
    subscriptionFilters: ['audit'],
    logEvents: lines.map((message) => ({ id: newId(), timestamp: record.startedAtMs, message })),
  }
  return gzipSync(JSON.stringify(envelope)).toString('base64')
}

function isReport(line: string): boolean {
  const value = parseJson(line)
  return ownText(value, 'trigger') !== undefined && ownText(value, 'outcome') !== undefined
}

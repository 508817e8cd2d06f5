/** The audit trail’s columns: what of a report line may leave its log group. Nothing else does. */
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'

/** What Glue calls the types. */
type ColumnType = 'string' | 'double' | 'bigint' | 'boolean'

interface Column {
  readonly name: string
  readonly type: ColumnType
  /** Its name in a report line; `id` is the one of CloudWatch Logs, the same for each repeat. */
  readonly field: string
  /** What a text may be. Any other text becomes `other`: it may hold what somebody typed. */
  readonly form?: RegExp
}

/** Shorter than any token. A name begins with a letter, which a code that was sent does not. */
const word = /^[\w.:$/-]{1,80}$/
const called = /^[A-Za-z][\w.:$/-]{0,79}$/
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/

/** `time` is when the call began, in UTC. `user_hash` names nobody: it is keyed by the pool. */
export const auditColumns = [
  { name: 'id', type: 'string', field: 'id', form: word },
  { name: 'time', type: 'string', field: 'timestamp', form: moment },
  { name: 'trigger_name', type: 'string', field: 'trigger', form: called },
  { name: 'source', type: 'string', field: 'source', form: called },
  { name: 'event_version', type: 'string', field: 'eventVersion', form: word },
  { name: 'input', type: 'string', field: 'input', form: called },
  { name: 'outcome', type: 'string', field: 'outcome', form: called },
  { name: 'code', type: 'string', field: 'code', form: called },
  { name: 'refused_by', type: 'string', field: 'by', form: called },
  { name: 'cause', type: 'string', field: 'cause', form: called },
  { name: 'user_hash', type: 'string', field: 'user', form: /^[0-9a-f]{16}$/ },
  { name: 'function_name', type: 'string', field: 'FunctionName', form: called },
  { name: 'function_version', type: 'string', field: 'FunctionVersion', form: word },
  { name: 'request_id', type: 'string', field: 'requestId', form: word },
  { name: 'cold_start', type: 'boolean', field: 'coldStart' },
  { name: 'rehearsal', type: 'boolean', field: 'rehearsal' },
  { name: 'duration_ms', type: 'double', field: 'durationMs' },
  { name: 'remaining_ms', type: 'double', field: 'remainingMs' },
  { name: 'step_failed', type: 'bigint', field: 'StepFailed' },
  { name: 'deferred', type: 'bigint', field: 'Deferred' },
  { name: 'dropped', type: 'bigint', field: 'Dropped' },
  { name: 'effect_performed', type: 'bigint', field: 'EffectPerformed' },
  { name: 'effect_failed', type: 'bigint', field: 'EffectFailed' },
] as const satisfies readonly Column[]

export type AuditRecord = Readonly<Record<string, string | number | boolean>>

/** The record of a report line; undefined for anything else. Fields that no column names are left out, and nested ones
 * always are. */
export function recordOf(line: unknown, id: string): AuditRecord | undefined {
  const isReport = typeof own(line, 'trigger') === 'string' && typeof own(line, 'outcome') === 'string'
  return isReport ? project((field) => (field === 'id' ? id : own(line, field))) : undefined
}

/** The same columns of what was a record before. */
export function readRecord(value: unknown): AuditRecord {
  return project((_, name) => own(value, name))
}

function project(read: (field: string, column: string) => unknown): AuditRecord {
  const columns: readonly Column[] = auditColumns
  return Object.fromEntries(
    columns.flatMap((column) => {
      const value = readColumn(column, read(column.field, column.name))
      return value === undefined ? [] : [[column.name, value]]
    }),
  )
}

function readColumn({ type, form }: Column, value: unknown): string | number | boolean | undefined {
  switch (type) {
    case 'string':
      return typeof value !== 'string' ? undefined : form?.test(value) === true ? value : 'other'
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'bigint':
      return Number.isSafeInteger(value) ? Number(value) : undefined
    case 'double':
      return Number.isFinite(value) ? Number(value) : undefined
  }
}

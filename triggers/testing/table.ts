/** A stand-in of the suite's table, of which every user has the same items. */
import type { Json } from '../core/decision.ts'
import { isObject } from '../core/json.ts'
import { valueThat } from '../core/options/check.ts'
import { record } from '../core/options/collections.ts'
import type { TableReader } from '../ports/suite-table.ts'

/** A table with these items by sort key, its reads, and a switch. */
export interface FakeTable extends TableReader {
  /** The keys that were read, in order: `USER#<pool>#<sub>/PROFILE`. */
  readonly reads: readonly string[]
  items: Readonly<Record<string, Readonly<Record<string, Json>>>>
  state: 'up' | 'down' | 'hanging'
}

export function fakeTable(items: FakeTable['items'] = {}): FakeTable {
  record(valueThat('an item, an object', isObject)).test(items, { member: 'fakeTable', path: 'items' })
  const reads: string[] = []
  const table: FakeTable = {
    name: 'table',
    reads,
    items,
    state: 'up',
    read({ pk, sk }, call) {
      call.onAttempt()
      reads.push(`${pk}/${sk}`)
      if (table.state === 'hanging') return new Promise<never>(() => {})
      if (table.state === 'down') return Promise.reject(new Error('jane@example.com'))
      const item = table.items[sk]
      return Promise.resolve(item === undefined ? undefined : new Map(Object.entries(item)))
    },
  }
  return table
}

import { expect, test } from 'vitest'
import { measureCallerStarts } from '../../bench/caller-starts.ts'
import { callerStarts } from '../../bench/tables.ts'

test('the bench starts each function behind another caller with what its construct would set', async () => {
  const cells = await measureCallerStarts(1)

  expect([...cells.keys()]).toEqual(callerStarts.rows)
})

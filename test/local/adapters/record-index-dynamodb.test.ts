import { expect, test } from 'vitest'
import { createRecordIndex } from '../../../triggers/adapters/record-index-dynamodb.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import type { NewEntry } from '../../../triggers/ports/effect-ledger.ts'
import { userKey } from '../../../triggers/domain/table-item.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { tableOfFile } from './table-items.ts'

const { openDatabase } = tableOfFile()

const keyOf = (sub: string) => userKey('pool', sub, 'PROVISIONING')
const user = { userName: 'jane', region: 'eu-west-1', source: 'PostConfirmation_ConfirmSignUp' }
const effects: readonly NewEntry[] = [{ name: 'profile', facts: {}, claim: 'anyone' }]

test('the index finds who is due, oldest first, and reads many records at once', async () => {
  const keys = Array.from({ length: 30 }, (_, index) => keyOf(`indexed-${index}`))
  const ledger = createTableWriter(openDatabase())
  for (const [index, key] of keys.entries())
    await ledger.open({ key, user, effects, owner: 'one', nowMs: 500_000 + index }, createCall())
  const index = createRecordIndex(openDatabase())

  const shards = await Promise.all(
    Array.from({ length: index.shards }, (_, shard) => index.find('due', shard, 500_019, 100, createCall())),
  )
  const records = await index.readMany([...keys, keyOf('never-opened')], createCall())

  const found = shards
    .flat()
    .filter(({ key }) => key.pk.includes('indexed-'))
    .map(({ atMs }) => atMs)
  expect(found.sort((one, other) => one - other)).toEqual(
    Array.from({ length: 20 }, (_, offset) => 500_000 + offset),
  )
  expect(shards.every((shard) => shard.every(({ atMs }, at) => atMs >= (shard[at - 1]?.atMs ?? 0)))).toBe(
    true,
  )
  expect(records.size).toBe(31)
  expect(records.get(keyOf('indexed-7').pk)?.kind).toBe('record')
  expect(records.get(keyOf('never-opened').pk)).toEqual({ kind: 'none' })
})

test('one walks a pool at a time: a lease is renewed by its owner, and taken by others once it has ended', async () => {
  const index = createRecordIndex(openDatabase())
  const by = (owner: string, nowMs: number) => ({ userPoolId: 'walked', owner, nowMs, untilMs: nowMs + 100 })

  const first = await index.takeWalk(by('one', 1_000), createCall())
  const isKept = await index.keepWalk(by('one', 1_050), { pages: 7, counts: { seen: 420 } }, createCall())
  const refused = await index.takeWalk(by('other', 1_149), createCall())
  const again = await index.takeWalk(by('one', 1_149), createCall())
  const taken = await index.takeWalk(by('other', 1_249), createCall())
  const isTooLate = await index.keepWalk(by('one', 1_250), { pages: 8 }, createCall())
  const ofOthers = await index.takeWalk({ ...by('one', 1_250), userPoolId: 'other-pool' }, createCall())

  const kept = { pages: 7, counts: { seen: 420 } }
  expect([first, isKept, refused]).toEqual([{ kept: undefined }, true, undefined])
  expect([again, taken, isTooLate]).toEqual([{ kept }, { kept }, false])
  expect(ofOthers).toEqual({ kept: undefined })
})

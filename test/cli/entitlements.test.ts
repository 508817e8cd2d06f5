import { expect, test } from 'vitest'
import { userKey } from '../../triggers/domain/table-item.ts'
import { expectGolden } from './golden.ts'
import { stackOfTable, userPoolId } from './stack-of-table.ts'

const { run, runJson, items, put, read, expectRefused } = stackOfTable('entitlements')
const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
const readItem = async (of: string) =>
  Object.fromEntries((await read(userKey(userPoolId, of, 'ENTITLEMENTS'))) ?? [])

test('a user is suspended and let in again, and what else is there stays', async () => {
  await expectGolden('entitlements-dry-run', await run('set', sub, 'suspended=true', '--dry-run'))
  expect(await items()).toBe('[]')
  await expectGolden('entitlements-new', await run('set', sub, 'plan=pro', 'seats:=5'))
  await expectGolden('entitlements-suspend', await run('set', sub, 'suspended=True'))
  await expectGolden('entitlements-show', await run('show', sub))
  expect(await readItem(sub)).toMatchObject({ plan: 'pro', seats: 5, suspended: true })

  const before = await items()
  await expectGolden('entitlements-unseen', await run('set', sub, 'suspended=false'))
  expect(await items()).toBe(before)
  const { version } = await runJson('show', sub)
  await expectGolden(
    'entitlements-remove',
    await run('remove', sub, 'suspended', '--version', String(version)),
  )
  expect(await readItem(sub)).toEqual(expect.not.objectContaining({ suspended: expect.anything() }))
  await expectGolden('entitlements-stale', await run('set', sub, 'plan=free', '--version', String(version)))
  expect(await readItem(sub)).toMatchObject({ plan: 'pro' })
})

test('a write of two administrators at once is the first one’s alone', async () => {
  const { changeItem, getItem } = await import('../../cli/items/store.ts')
  const key = userKey(userPoolId, '00000000-0000-0000-0000-000000000001', 'ENTITLEMENTS')
  const write = (plan: string) =>
    changeItem(key, [{ path: ['plan'], before: undefined, after: { S: plan } }], false)

  expect(await write('pro')).toBeDefined()
  expect(await write('free')).toBeUndefined()
  expect(await getItem(key)).toMatchObject({ plan: { S: 'pro' } })
})

test('an erased user gets nothing, whatever is given', async () => {
  const { changeItem } = await import('../../cli/items/store.ts')
  const erased = '00000000-0000-0000-0000-000000000002'
  const { pk, sk } = userKey(userPoolId, erased, 'ENTITLEMENTS')
  await put(pk, sk, { erasedAtMs: { N: '1' } })
  const before = await items()

  const { version } = await runJson('show', erased)
  for (const more of [[], ['--version', String(version)]]) {
    expect(await run('set', erased, 'plan=pro', ...more)).toMatchObject({
      exitCode: 1,
      stderr: 'This user was erased: nothing is written of them any more.\n',
    })
  }
  expect(
    await changeItem({ pk, sk }, [{ path: ['plan'], before: undefined, after: { S: 'pro' } }], false),
  ).toBeUndefined()
  expect(await items()).toBe(before)
})

test.each([
  ['set', 'jane', 'plan=pro'],
  ['set', sub.toUpperCase(), 'plan=pro'],
  ['show', 'jane'],
  ['remove', 'jane', 'plan'],
  ['set', sub, 'suspended=yes'],
  ['set', sub, 'suspended:=1'],
  ['set', sub, 'plan:=5'],
  ['set', sub, 'featuresOff:=[1]'],
  ['set', sub, 'seats:=null'],
  ['set', sub, 'seats:=[[1]]'],
  ['set', sub, 'seats:=12345678901234567890'],
  ['set', sub, 'seats:={"a":0.1234567890123456789}'],
  ['set', sub, 'seats:=1e200'],
  ['set', sub, 'seats:=five'],
  ['set', sub, 'plan'],
  ['set', sub, 'pk=other'],
  ['set', sub, 'expiresAtS:=1'],
  ['set', sub, '__proto__=x'],
  ['set', sub, 'plan=a', 'plan=b'],
])('%s %s %s is refused in one sentence, and writes nothing', async (...args) => {
  await expectRefused(...args)
})

test('an entitlement that there is not is not removed', async () => {
  expect(await run('remove', sub, 'nothing')).toMatchObject({
    exitCode: 1,
    stderr: 'The user has no entitlement "nothing".\n',
  })
})

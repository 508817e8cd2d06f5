import { expect, test } from 'vitest'
import { membershipsKey, readMemberships } from '../../triggers/domain/memberships.ts'
import { expectGolden } from './golden.ts'
import { stackOfTable, userPoolId } from './stack-of-table.ts'

const { run, runJson, items, put, read, expectRefused } = stackOfTable('memberships')
const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
const readAsTenant = async (of: string) =>
  readMemberships((await read(membershipsKey(userPoolId, of))) ?? new Map())

test('a membership is added, shown, changed and removed, and the claim source reads it', async () => {
  expect((await run('add', sub, 'acme', '--role', 'admin', '--dry-run')).exitCode).toBe(0)
  expect(await items()).toBe('[]')
  await run('add', sub, 'acme', '--role', 'admin', '--role', 'viewer')
  await run('add', sub, 'other')
  expect(await readAsTenant(sub)).toEqual([
    { tenant: 'acme', roles: ['admin', 'viewer'] },
    { tenant: 'other', roles: [] },
  ])
  await expectGolden('memberships-show', await run('show', sub))

  const before = await items()
  await expectGolden('memberships-unseen', await run('add', sub, 'acme', '--role', 'viewer'))
  await expectGolden('memberships-remove-unseen', await run('remove', sub, 'acme'))
  expect(await items()).toBe(before)

  const { version } = await runJson('show', sub)
  const changed = await runJson('add', sub, 'acme', '--role', 'viewer', '--version', String(version))
  expect(await readAsTenant(sub)).toContainEqual({ tenant: 'acme', roles: ['viewer'] })
  expect((await run('remove', sub, 'acme', '--version', String(version))).exitCode).toBe(1)
  expect((await run('remove', sub, 'acme', '--version', String(changed['version']))).exitCode).toBe(0)
  expect(await readAsTenant(sub)).toEqual([{ tenant: 'other', roles: [] }])
  await expectGolden('memberships-no-member', await run('remove', sub, 'acme'))
})

test('a suspended membership stays suspended when its roles change', async () => {
  const user = '00000000-0000-0000-0000-000000000001'
  const { pk, sk } = membershipsKey(userPoolId, user)
  await put(pk, sk, { tenants: { M: { acme: { M: { status: { S: 'suspended' } } } } } })

  const { version, memberships } = await runJson('show', user)
  expect(memberships).toMatchObject([{ tenant: 'acme', isSuspended: true }])
  expect((await run('add', user, 'acme', '--role', 'admin', '--version', String(version))).exitCode).toBe(0)
  expect(await readAsTenant(user)).toEqual([])
})

test('memberships that cannot be read are said so and not written over', async () => {
  const user = '00000000-0000-0000-0000-000000000002'
  const { pk, sk } = membershipsKey(userPoolId, user)
  await put(pk, sk, { tenants: { S: 'acme' } })
  const before = await items()

  const { version, unreadable } = await runJson('show', user)
  expect(unreadable).toBe(true)
  expect(await run('add', user, 'acme', '--version', String(version))).toMatchObject({ exitCode: 1 })
  expect(await items()).toBe(before)
})

test.each([
  ['add', 'jane', 'acme'],
  ['add', sub, 'two words'],
  ['add', sub, ''],
  ['add', sub, 'acme', '--role', 'two words'],
  ['show', 'jane'],
  ['remove', 'jane', 'acme'],
])('%s %s %s is refused in one sentence, and writes nothing', async (...args) => {
  await expectRefused(...args)
})

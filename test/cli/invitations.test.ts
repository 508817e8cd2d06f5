import { expect, test } from 'vitest'
import { isObject } from '../../triggers/core/json.ts'
import { hashInvitationCode } from '../../triggers/domain/invitation.ts'
import { expectGolden } from './golden.ts'
import { stackOfTable, userPoolId } from './stack-of-table.ts'

const { run, runJson, items, expectRefused } = stackOfTable('invitations')

test('an invitation is made, listed, shown and revoked', async () => {
  const options = [
    '--uses',
    '20',
    '--days',
    '14',
    '--tenant',
    'acme',
    '--group',
    'editors',
    '--group',
    'staff',
  ]
  await expectGolden('invitations-dry-run', await run('create', ...options, '--dry-run'))
  expect(await items()).toBe('[]')

  await expectGolden('invitations-create', await run('create', ...options))
  await expectGolden('invitations-list', await run('list'))
  const { invitations } = await runJson('list')
  const [made]: readonly unknown[] = Array.isArray(invitations) ? invitations : []
  const hash = isObject(made) ? String(made['hash']) : ''

  await expectGolden('invitations-show', await run('show', hash))
  expect((await run('revoke', hash, '--dry-run')).stdout).toBe(
    'Would revoke it, and the 20 uses that it has left.\n',
  )
  expect(await runJson('show', hash)).toMatchObject({ usesLeft: 20 })
  await expectGolden('invitations-revoke', await run('revoke', hash))
  expect(await runJson('show', hash)).toMatchObject({ usesLeft: 0, tenant: 'acme' })
})

test('only the hash of a code is stored, which is the one of its pool', async () => {
  const { code, hash } = await runJson('create', '--email', 'jane@example.com')

  expect(code).toMatch(/^[\w-]{22}$/)
  expect(hash).toBe(hashInvitationCode(userPoolId, String(code)))
  expect(await items()).toContain(`INVITE#${String(hash)}`)
  expect(await items()).not.toContain(String(code))
  expect((await run('list')).stdout).not.toContain('jane@example.com')
  expect(await runJson('show', String(hash))).toEqual({
    hash,
    usesLeft: 1,
    groups: [],
    email: 'jane@example.com',
  })
})

test.each([
  ['create', '--uses', '0'],
  ['create', '--uses', '1.5'],
  ['create', '--days', '3651'],
  ['create', '--email', 'jane'],
  ['create', '--domain', 'no domain'],
  ['create', '--email', 'jane@a.example', '--domain', 'b.example'],
  ['create', '--group', 'two words'],
  ['create', '--tenant', ''],
  ['create', '--endpoint', 'aws', '--pool', 'p'],
  ['show', 'abc'],
  ['revoke', 'A'.repeat(64)],
])('%s %s %s is refused in one sentence, and writes nothing', async (...args) => {
  await expectRefused(...args)
})

test('an invitation that there is not is said so, and revoking makes none', async () => {
  const before = await items()

  for (const command of ['show', 'revoke']) {
    expect(await run(command, 'a'.repeat(64))).toMatchObject({
      exitCode: 1,
      stderr: 'There is no invitation of this hash.\n',
    })
  }
  expect(await items()).toBe(before)
})

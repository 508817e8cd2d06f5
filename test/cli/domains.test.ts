import { expect, test } from 'vitest'
import { domainKey, readListedDomain } from '../../triggers/domain/email-domain-list.ts'
import { expectGolden } from './golden.ts'
import { stackOfTable } from './stack-of-table.ts'

const { run, runJson, items, put, read, expectRefused } = stackOfTable('domains')
const readAsRule = async (domain: string) => readListedDomain(await read(domainKey(domain)))

test('a domain is added, listed, moved and removed, and the rule reads it as such', async () => {
  await expectGolden('domains-dry-run', await run('add', 'deny', 'Spam.Example.', '--dry-run'))
  expect(await items()).toBe('[]')
  await expectGolden('domains-add', await run('add', 'deny', 'Spam.Example.'))
  expect(await readAsRule('spam.example')).toEqual({ list: 'deny', subdomains: true })
  expect(await runJson('add', 'allow', 'bücher.example')).toMatchObject({ domain: 'xn--bcher-kva.example' })
  expect(await readAsRule('xn--bcher-kva.example')).toEqual({ list: 'allow', subdomains: false })
  await expectGolden('domains-list', await run('list'))

  const before = await items()
  expect((await run('add', 'deny', 'spam.example')).stdout).toBe('Nothing to change: it is so already.\n')
  await expectGolden('domains-unseen', await run('add', 'allow', 'spam.example'))
  await expectGolden('domains-remove-unseen', await run('remove', 'spam.example'))
  expect(await items()).toBe(before)

  const { version } = await runJson('add', 'allow', 'spam.example', '--dry-run')
  const { version: next } = await runJson('add', 'allow', 'spam.example', '--version', String(version))
  expect(await readAsRule('spam.example')).toEqual({ list: 'allow', subdomains: false })
  await expectGolden('domains-stale', await run('remove', 'spam.example', '--version', String(version)))
  await expectGolden('domains-remove', await run('remove', 'spam.example', '--version', String(next)))
  expect(await readAsRule('spam.example')).toBeUndefined()
  expect(await run('remove', 'spam.example')).toMatchObject({
    exitCode: 1,
    stderr: 'The table lists no such domain.\n',
  })
})

test('what the rule cannot read, or never reads, is told by list', async () => {
  await put('DOMAIN#broken.example', 'DOMAIN', { list: { S: 'denied' } })
  await put('DOMAIN#Upper.example', 'DOMAIN', { list: { S: 'deny' } })

  expect(await runJson('list')).toMatchObject({
    domains: expect.arrayContaining([
      expect.objectContaining({ domain: 'broken.example', fault: 'unreadable' }),
      expect.objectContaining({ domain: 'Upper.example', fault: 'never read' }),
    ]),
  })
})

test.each([
  ['add', 'denied', 'a.example'],
  ['add', 'deny', 'localhost'],
  ['add', 'deny', '*.a.example'],
  ['add', 'deny', 'jane@a.example'],
  ['add', 'deny', 'https://a.example'],
  ['add', 'deny', '10.0.0.1'],
  ['add', 'deny', ''],
  ['add', 'deny', 'a.b.c.d.e.f.example'],
  ['add', 'deny', 'a.example', '--version', 'x'],
  ['add', 'deny', 'a.example', '--subdomains', '--no-subdomains'],
  ['add', 'deny', 'a.example', '--endpoint', 'aws', '--pool', 'p'],
  ['remove', 'localhost'],
])('%s %s %s is refused in one sentence, and writes nothing', async (...args) => {
  await expectRefused(...args)
})

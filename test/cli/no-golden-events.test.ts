import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runInside } from './cli-process.ts'

const { globSync } = fs
beforeAll(() => {
  vi.spyOn(fs, 'globSync').mockImplementation((pattern, options) =>
    String(options.cwd).endsWith('golden/pre-authentication') ? [] : globSync(pattern, options),
  )
  syncBuiltinESMExports()
})
afterAll(() => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
})

const missing =
  'pre-authentication has no golden event yet: write one to triggers/events/golden/pre-authentication.'

test('events list says which trigger has no golden event, and lists the others', async () => {
  const all = await runInside(['events', 'list'])
  const one = await runInside(['events', 'list', '--trigger', 'pre-authentication'])

  expect(all.stdout.trimEnd().split('\n').at(-1)).toBe(missing)
  expect(all.stdout).toContain('PreSignUp_SignUp')
  expect(one.stdout.trimEnd()).toBe(missing)
})

test.each([
  ['explain', 'sign-in'],
  ['invoke', 'pre-authentication'],
  ['events', 'show', 'sign-in'],
])('%s %s says so for that trigger alone', async (...args) => {
  const ran = await runInside(args)
  const other = await runInside(['events', 'show', 'sign-up'])

  expect(ran).toMatchObject({ exitCode: 64, stderr: `${missing}\n` })
  expect(other.exitCode).toBe(0)
})

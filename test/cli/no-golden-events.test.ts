import { afterAll, beforeAll, expect, test } from 'vitest'
import { goldenEvents } from '../../triggers/events/golden.ts'
import { runInside } from './cli-process.ts'

const { 'pre-authentication': known } = goldenEvents
beforeAll(() => void Object.assign(goldenEvents, { 'pre-authentication': [] }))
afterAll(() => void Object.assign(goldenEvents, { 'pre-authentication': known }))

const missing = 'pre-authentication has no golden event yet: write one to triggers/events/golden.ts.'

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

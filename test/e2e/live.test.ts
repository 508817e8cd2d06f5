/** A rule is edited while the stack runs. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { LiveView } from '../../local/live/live-view.ts'
import { copySuite, deny, type EditedSuite } from '../support/edited-suite.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { enroll, password, signIn, signUp } from '../support/pool-calls.ts'
import { type StartedStack, startForReal } from '../support/started-stack.ts'

const preAuthentication = join(import.meta.dirname, '../suites/pre-authentication.ts')
const keep = endAfterAll()
let suite: EditedSuite
let stack: StartedStack
let people = 0

beforeAll(async () => {
  suite = await copySuite(keep)
  stack = await startForReal(keep, 4, { SUITE_FILE: suite.file })
})

const next = (domain: string): string => `ada.${(people += 1)}@${domain}`
const latest = (): Promise<LiveView | null> => stack.api('/api/live')

test('the next sign-up is decided by the new rule, and who is signed in stays so', async () => {
  const email = next('example.com')
  const { AuthenticationResult: tokens } = await enroll(stack, email)
  expect(await signUp(stack.details, next('edited.example'))).toMatchObject({ status: 200 })

  await suite.save(deny('edited.example'))

  await expect
    .poll(async () => (await signUp(stack.details, next('edited.example'))).message)
    .toMatch(/email_domain/)
  const refreshed = await signIn(stack.details, 'REFRESH_TOKEN_AUTH', {
    REFRESH_TOKEN: tokens?.RefreshToken ?? '',
  })
  expect(refreshed).toMatchObject({ status: 200 })
  expect(await latest()).toMatchObject({
    lines: [expect.stringMatching(/^pre-sign-up runs the new code after /)],
  })
})

test('a broken edit is told with its line, and the last good one answers until the next', async () => {
  await suite.save((text) => `${deny('edited.example')(text)}export const broken = = 1\n`)
  await expect.poll(async () => (await latest())?.kind).toBe('broken')

  const { lines } = (await latest()) ?? { lines: [] }
  expect(lines[0]).toMatch(/suite\.ts:\d+ does not build: Unexpected "="\.$/)
  expect(lines[1]).toBe('The last good edit runs.')
  expect((await signUp(stack.details, next('edited.example'))).message).toMatch(/email_domain/)

  await suite.save(deny('other.example'))

  await expect
    .poll(async () => (await signUp(stack.details, next('other.example'))).message)
    .toMatch(/email_domain/)
  expect((await latest())?.kind).toBe('runs')
  expect(await signUp(stack.details, next('edited.example'))).toMatchObject({ status: 200 })
})

test('a refused option is told with its line', async () => {
  await suite.save((text) => text.replace('emailDomains({ deny:', 'emailDomains({ denyy:'))

  await expect.poll(async () => (await latest())?.lines[0]).toMatch(/suite\.ts:\d+ is refused: .*denyy/)
})

test('a suite whose types are wrong is not run, and told with its line', async () => {
  await suite.save((text) => `${deny('mistyped.example')(text)}export const wrong: string = 1\n`)

  await expect.poll(async () => (await latest())?.lines[0]).toMatch(/suite\.ts:\d+ does not type-check: /)
  expect((await latest())?.kind).toBe('broken')
  expect(await signUp(stack.details, next('mistyped.example'))).toMatchObject({ status: 200 })
})

test('a trigger that the suite did not have is asked from now on, and no more when it is gone', async () => {
  const email = next('example.com')
  await suite.save((text) => text)
  await expect.poll(async () => (await latest())?.kind).toBe('runs')
  await enroll(stack, email)
  const calls = async (): Promise<readonly string[]> =>
    (await stack.api<readonly { readonly trigger: string }[]>('/api/invocations')).map(
      ({ trigger }) => trigger,
    )

  await suite.save((text) => `${text}export { preAuthentication } from '${preAuthentication}'\n`)
  await expect.poll(async () => (await latest())?.lines).toContain('pre-authentication is asked from now on.')
  await signIn(stack.details, 'USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: password })
  expect(await calls()).toContain('pre-authentication')
  const { functions } = JSON.parse(await readFile(join(stack.directory, 'stack.json'), 'utf8'))
  expect(Object.keys(functions)).toContain('pre-authentication')

  await suite.save((text) => text)
  await expect
    .poll(async () => (await latest())?.lines)
    .toContain('pre-authentication is not asked any more.')
  const before = (await calls()).filter((name) => name === 'pre-authentication').length
  await signIn(stack.details, 'USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: password })
  expect((await calls()).filter((name) => name === 'pre-authentication')).toHaveLength(before)
})

test('the stack ends with code 0', async () => {
  expect(await stack.stop()).toBe(0)
})

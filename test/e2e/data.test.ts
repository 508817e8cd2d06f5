/** What `--data` keeps over restarts and kills. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { isRunning } from '../../local/bundle-folders.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { askPool, enroll, password, signIn, signUp } from '../support/pool-calls.ts'
import { type StartedStack, startForReal } from '../support/started-stack.ts'

const root = join(import.meta.dirname, '../..')
const keep = endAfterAll()
let data: string
let stack: StartedStack

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'data-'))
  keep(() => rm(data, { recursive: true, force: true }))
  stack = await start()
})

const start = (): Promise<StartedStack> => startForReal(keep, 4, {}, ['--data', data])

const message = async (email: string): Promise<string | undefined> =>
  (await signIn(stack.details, 'USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: password })).message

test('what was answered is there after a kill: users, tokens, groups, items and mail', async () => {
  const { AuthenticationResult: tokens } = await enroll(stack, 'ada@example.com')
  const keys = await readKeys()
  await killStack()

  stack = await start()

  const renewed = await signIn(stack.details, 'REFRESH_TOKEN_AUTH', {
    REFRESH_TOKEN: tokens?.RefreshToken ?? '',
  })
  expect(renewed.status).toBe(200)
  expect(await readKeys()).toEqual(keys)
  const { AccessToken = '' } = renewed.AuthenticationResult ?? {}
  // The plan is an item of the table, the permissions come of a group.
  expect(JSON.parse(Buffer.from(AccessToken.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
    plan: 'free',
    'cognito:groups': ['members'],
  })
  expect(await askPool(stack.details, 'GetUser', { AccessToken })).toMatchObject({ status: 200 })
  const mail = await stack.api<readonly unknown[]>('/api/mailbox?to=ada@example.com')
  expect(mail.length).toBeGreaterThan(0)
})

test('a kill in the midst of writes loses nobody who was answered', async () => {
  const answered: string[] = []
  let killed: Promise<void> | undefined
  const sent = Array.from({ length: 12 }, async (_, index) => {
    const email = `eve.${index}@example.com`
    const { status } = await signUp(stack.details, email)
    if (status === 200) answered.push(email)
    if (answered.length === 6) killed ??= killStack()
  })
  await Promise.allSettled(sent)
  await killed

  stack = await start()

  expect(answered.length).toBeGreaterThanOrEqual(6)
  for (const email of answered) expect(await message(email)).toBe('User is not confirmed.')
})

test('only the owner may read the files', async () => {
  for (const name of await readdir(data)) {
    if (name !== 'state') continue
    expect((await stat(join(data, name))).mode & 0o077).toBe(0)
  }
  expect((await stat(data)).mode & 0o077).toBe(0)
})

test('a second start on the same data is refused in one sentence', async () => {
  expect(await failStart()).toMatch(
    /^\S+ is used by process \d+: end that one, or name another folder for --data\.\n$/,
  )
})

test('the stack ends with code 0, and leaves the data alone', async () => {
  expect(await stack.stop()).toBe(0)

  expect(await readdir(data)).toEqual(['state'])
})

test('damaged data are refused in one sentence, and stay as they are', async () => {
  const damaged = (await readFile(join(data, 'state'))).subarray(0, -1)
  await writeFile(join(data, 'state'), damaged)

  expect(await failStart()).toBe(
    `${join(data, 'state')} is damaged: name another folder for --data, or move the file away. It is left as it is.\n`,
  )

  expect((await readFile(join(data, 'state'))).equals(damaged)).toBe(true)
  expect(await readdir(data)).toEqual(['state'])
})

/** Until the process that holds the data is gone: a group is killed one after the other. */
async function killStack(): Promise<void> {
  const holder = Number(await readFile(join(data, 'lock'), 'utf8'))
  await stack.kill()
  await expect.poll(() => isRunning(holder)).toBe(false)
}

async function readKeys(): Promise<unknown> {
  const { cognitoEndpoint, userPoolId } = stack.details
  return (await fetch(`${cognitoEndpoint}/${userPoolId}/.well-known/jwks.json`)).json()
}

/** What it writes to standard error. */
async function failStart(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'refused-'))
  keep(() => rm(directory, { recursive: true, force: true }))
  const args = ['local/main.ts', '--port', '0', '--no-open', '--end-with-stdin']
  const { promise, resolve } = Promise.withResolvers<string>()
  const child = execFile(
    process.execPath,
    [...args, '--directory', directory, '--data', data],
    { cwd: root },
    (_error, _stdout, stderr) => resolve(stderr),
  )
  // A start that is not refused would go on.
  child.stdin?.end()
  return promise
}

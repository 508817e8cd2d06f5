import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerFunctions } from '../../callers/callers.ts'
import { eventFixture } from '../../triggers/testing/golden-events.ts'
import { runInside, runProcess } from './cli-process.ts'
import { type FakeConsole, startFakeConsole } from './fake-console.ts'
import { expectGolden } from './golden.ts'

describe('events list', () => {
  test('names the fixtures of a trigger by source and version, with the AWS page', async () => {
    const ran = await runProcess(['events', 'list', '--trigger', 'post-confirmation'])

    await expectGolden('events-list', ran)
  })

  test('is what events alone does, and knows every trigger', async () => {
    const ran = await runInside(['events', '--json'])

    const fixtures: unknown = JSON.parse(ran.stdout)
    expect(fixtures).toContainEqual(
      expect.objectContaining({
        name: 'TokenGeneration_ClientCredentials.v3',
        trigger: 'pre-token-generation',
        version: '3',
      }),
    )
  })

  test('knows every caller that a function serves, each with its document', async () => {
    const ran = await runInside(['events', 'list', '--json'])

    const fixtures: readonly Readonly<Record<string, string>>[] = JSON.parse(ran.stdout)
    for (const { caller, source, version, document } of fixtures) {
      expect([caller, source, version].every((each) => each !== undefined && each !== '')).toBe(true)
      expect(document).toMatch(/^https:\/\//)
    }
    const listed = new Set(fixtures.map(({ caller }) => caller))
    const served = Object.values(callerFunctions).flat()
    expect(served.filter((caller) => !listed.has(caller))).toEqual([])
  })

  test('shows the event of a caller, and lists one caller alone', async () => {
    const shown = await runInside(['events', 'show', 'http-api/2.0'])
    const listed = await runInside(['events', 'list', '--caller', 'alb'])

    expect(JSON.parse(shown.stdout)).toMatchObject({ version: '2.0', rawPath: expect.any(String) })
    expect(listed.stdout).toContain('alb/single')
    expect(listed.stdout).not.toContain('PreSignUp')
  })

  test('refuses a trigger that there is not', async () => {
    const ran = await runInside(['events', 'list', '--trigger', 'sign-off'])

    expect(ran).toMatchObject({ exitCode: 64, stdout: '' })
    expect(ran.stderr).toMatch(/^There is no trigger 'sign-off': name one of .*\.\n$/)
  })
})

describe('events show', () => {
  test('prints the event and nothing else', async () => {
    const ran = await runProcess(['events', 'show', 'PreSignUp_SignUp'])

    await expectGolden('events-show', ran)
    expect(JSON.parse(ran.stdout)).toEqual(eventFixture('PreSignUp_SignUp'))
  })

  test.each([
    ['token', 'TokenGeneration_Authentication.v2'],
    ['sign-up', 'PreSignUp_SignUp'],
    ['TokenGeneration_HostedAuth', 'TokenGeneration_HostedAuth.v2'],
    ['TokenGeneration_ClientCredentials', 'TokenGeneration_ClientCredentials.v3'],
  ])('takes %s for %s', async (given, name) => {
    const ran = await runInside(['events', 'show', given])

    expect(JSON.parse(ran.stdout)).toEqual(eventFixture(name))
  })

  test('refuses a name that no fixture has', async () => {
    const ran = await runInside(['events', 'show', 'nobody'])

    expect(ran).toMatchObject({
      exitCode: 64,
      stderr: "There is no event fixture 'nobody': `cts events list` shows them.\n",
    })
  })
})

describe('events capture', () => {
  let fake: FakeConsole

  beforeAll(async () => {
    fake = await startFakeConsole([
      {
        trigger: 'post-confirmation',
        requestId: '22222222-1',
        startedAtMs: 1_790_000_001_000,
        event: eventFixture('PostConfirmation_ConfirmSignUp'),
      },
      {
        trigger: 'pre-sign-up',
        requestId: '11111111-1',
        startedAtMs: 1_790_000_000_000,
        event: eventFixture('PreSignUp_SignUp'),
      },
    ])
  })

  afterAll(() => fake.stop())

  test('writes a file for each event, oldest first, with the values of people replaced', async () => {
    const ran = await runProcess(['events', 'capture', '--directory', 'files'], fake)

    const files = (await readdir(join(fake.directory, 'files'))).sort()
    const events = await Promise.all(
      files.map((file) => readFile(join(fake.directory, 'files', file), 'utf8')),
    )
    await expectGolden('events-capture', ran, fake.directory)
    expect(fake.requests.at(-1)).toBe('GET /api/invocations Bearer the-token')
    expect(events[0]).toContain('PreSignUp_SignUp')
    expect(events.join('')).not.toMatch(/jane|6a4f2c1e/i)
    expect((await stat(join(fake.directory, 'files', files[0] ?? ''))).mode & 0o077).toBe(0)
  })

  test('writes JSON lines that explain and diff take', async () => {
    await runInside(['events', 'capture', '--lines', '--directory', 'lines'], fake)

    const text = await readFile(join(fake.directory, 'lines/events.jsonl'), 'utf8')
    const sources = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).triggerSource)
    expect(sources).toEqual(['PreSignUp_SignUp', 'PostConfirmation_ConfirmSignUp'])
  })

  test('keeps everything as it is only when told so', async () => {
    const args = [
      'events',
      'capture',
      '--with-values',
      '--latest',
      '1',
      '--lines',
      '--directory',
      'raw',
      '--json',
    ]

    const ran = await runInside(args, fake)

    const text = await readFile(join(fake.directory, 'raw/events.jsonl'), 'utf8')
    expect(JSON.parse(text)).toEqual(eventFixture('PostConfirmation_ConfirmSignUp'))
    expect(JSON.parse(ran.stdout)).toEqual({
      count: 1,
      isRedacted: false,
      files: [{ file: 'raw/events.jsonl', count: 1 }],
    })
  })

  test('says that the stack does not run when nothing answers', async () => {
    const env = { SUITE_STACK_FILE: await fake.writeStackFile('gone.json', 'http://127.0.0.1:9') }

    const ran = await runInside(['events', 'capture'], { env, directory: fake.directory })

    expect(ran.exitCode).toBe(69)
    expect(ran.stderr).toMatch(
      /^The local stack of .+gone\.json has ended: start it again with `npm start`\.\n$/,
    )
  })

  test('says which folder cannot be written', async () => {
    const ran = await runInside(['events', 'capture', '--directory', 'stack.json'], fake)

    expect(ran).toMatchObject({
      exitCode: 64,
      stderr: 'The folder stack.json cannot be written (EEXIST): give another by --directory.\n',
    })
  })
})

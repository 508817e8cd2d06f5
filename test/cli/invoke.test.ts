import { afterAll, describe, expect, test } from 'vitest'
import { runInside, runProcess } from './cli-process.ts'
import { startFakeStack } from './fake-functions.ts'
import { expectGolden } from './golden.ts'

const stack = await startFakeStack()
afterAll(() => stack.stop())

const invoke = (...args: readonly string[]) => runInside(['invoke', ...args], { env: stack.env })
/** A function by name, at the address of the service. */
const invokeAt = (name: string, ...args: readonly string[]) =>
  invoke('pre-sign-up', '--endpoint', stack.endpoint, '--function', name, ...args)

describe('invoke, as a process', () => {
  test('prints a success with what changed, the steps and the log, and ends with 0', async () => {
    const ran = await runProcess(['invoke', 'pre-sign-up'], { env: stack.env })

    await expectGolden('invoke-success', ran)
  })

  test('prints a denial with its code and what the app would get, and ends with 2', async () => {
    const args = ['invoke', 'pre-sign-up', '--set', 'request.userAttributes.email=jane@blocked.example']

    const ran = await runProcess(args, { env: stack.env })

    await expectGolden('invoke-denied', ran)
  })
})

describe('invoke tells how a call ended', () => {
  test('a function that throws is a failure and ends with 3', async () => {
    const ran = await invokeAt('broken')

    await expectGolden('invoke-failed', ran)
  })

  test('a function that fails and gives the event back is a failure with its cause', async () => {
    const ran = await invokeAt('passes-on')

    expect(ran.exitCode).toBe(3)
    expect(ran.stdout).toMatch(/^✕ failed/)
    expect(ran.stdout).toMatch(/error {2,}the function failed and passed the event on\n/)
    expect(ran.stdout).toMatch(/cause {2,}no_code\n/)
    expect(ran.stdout).not.toContain('the app would get')
  })

  test('a denial that says that something is down is a failure: no rule decided', async () => {
    const ran = await invokeAt('down')

    expect(ran.exitCode).toBe(3)
    expect(ran.stdout).toContain('Denial: [temporarily_unavailable] Please try again')
  })

  test('a function that ends its process is a failure', async () => {
    const ran = await invokeAt('exits')

    expect(ran.exitCode).toBe(3)
    expect(ran.stdout).toContain('Runtime.ExitError')
  })

  test('a function that passes its own limit is a time-out and ends with 4', async () => {
    const ran = await invokeAt('never-answers')

    await expectGolden('invoke-function-timed-out', ran)
  })

  test('a caller that waits no longer is a time-out too, and is told not to repeat blindly', async () => {
    const ran = await invokeAt('slow', '--timeout', '100')

    await expectGolden('invoke-caller-timed-out', ran)
  })

  test.each([
    ['rehearses', 0, '✓ success'],
    ['fake-pre-sign-up', 3, 'it does not say that it rehearsed, and may have had effects'],
    ['broken', 3, 'x is not a function; it does not say that it rehearsed, and may have had effects'],
  ])('a rehearsal of %s ends with %i', async (name, exitCode, told) => {
    const ran = await invokeAt(name, '--rehearse')

    expect(ran.exitCode).toBe(exitCode)
    expect(ran.stdout).toContain(told)
  })

  test('as one JSON document and nothing else when asked', async () => {
    const ran = await invoke('pre-sign-up', '--json')

    const document: unknown = JSON.parse(ran.stdout)
    expect(document).toMatchObject({
      outcome: 'success',
      status: 200,
      response: { userPoolId: 'eu-west-1_Test00001' },
      changes: [
        { path: 'response.autoConfirmUser', kind: 'changed', before: false, after: true },
        { path: 'response.pool', kind: 'added' },
      ],
      steps: [{ name: 'a-fact', outcome: 'timeout', policy: 'use' }],
    })
    expect(ran.stderr).toBe('')
  })
})

describe('invoke chooses its event', () => {
  test('a fixture is placed in the pool and the app client of the local stack', async () => {
    const ran = await invoke('pre-sign-up', '--source', 'PreSignUp_ExternalProvider', '--json')

    expect(JSON.parse(ran.stdout)).toMatchObject({
      triggerSource: 'PreSignUp_ExternalProvider',
      response: { userPoolId: 'eu-west-1_Test00001', callerContext: { clientId: 'public-client' } },
    })
  })

  test('an event from standard input is sent as it is', async () => {
    const event = {
      version: '1',
      triggerSource: 'PreSignUp_SignUp',
      userPoolId: 'mine',
      request: { userAttributes: { email: 'a@b.example' } },
    }

    const ran = await runInside(['invoke', 'pre-sign-up', '--event', '-', '--json'], {
      env: stack.env,
      stdin: JSON.stringify(event),
    })

    expect(JSON.parse(ran.stdout)).toMatchObject({
      outcome: 'success',
      response: { ...event, response: { pool: 'mine' } },
    })
  })

  test.each([
    [
      ['--source', 'PreSignUp_Nobody'],
      /^There is no source of pre-sign-up 'PreSignUp_Nobody': name one of PreSignUp_/,
    ],
    [['--event-version', '7'], /^PreSignUp_SignUp has no event version '7': it has 1\.$/],
    [['--event', 'PreSignUp_SignUp', '--source', 'x'], /^--event is the whole event/],
    [['--event', 'no-such-file.json'], /^'no-such-file.json' cannot be read: give a fixture/],
    [['--set', 'version'], /^--set takes path=text or path:=json, not 'version'\.$/],
    [['--set', 'a.__proto__.b=1'], /^--set cannot reach/],
    [
      ['--set', 'records[0].data=x'],
      /^--set takes no brackets in 'records\[0\]\.data': write records\.0\.data\.$/,
    ],
    [['--set', `headers['x-a']:=1`], /write headers\.x-a\.$/],
    [['--event', 'alb/single'], /^alb\/single is an event of alb, which calls no trigger/],
    [['--set', 'version:=one'], /^--set version:= needs JSON/],
    [['--timeout', '0'], /^--timeout takes a whole number from 1 to 900000, not '0'\.$/],
    [['--endpoint', 'aws'], /^--endpoint aws needs --function/],
    [['--endpoint', 'ftp://127.0.0.1', '--function', 'x'], /^--endpoint takes local, aws or a URL/],
    [
      ['--function', 'fake-pre-sign-up:live', '--qualifier', 'live'],
      /^--function carries a qualifier already/,
    ],
    [['--color'], /^Unknown option '--color': see `cts invoke --help`\.$/],
  ])('%j is one sentence and ends with 64', async (args, sentence) => {
    const ran = await invoke('pre-sign-up', ...args)

    expect(ran).toMatchObject({ exitCode: 64, stdout: '' })
    expect(ran.stderr.trimEnd()).toMatch(sentence)
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('invoke ends with 69 and one sentence', () => {
  test('when the local stack does not run', async () => {
    const ran = await runProcess(['invoke', 'pre-sign-up', '--stack', 'no-such/stack.json'])

    await expectGolden('invoke-no-stack', ran)
  })

  test('when nothing listens at the endpoint', async () => {
    const ran = await invoke('pre-sign-up', '--endpoint', 'http://127.0.0.1:9', '--function', 'x')

    expect(ran.exitCode).toBe(69)
    expect(ran.stderr).toBe('Nothing answers at http://127.0.0.1:9/ (ECONNREFUSED): check --endpoint.\n')
  })

  test('when Lambda has no such function', async () => {
    const ran = await invokeAt('nobody', '--json')

    expect(ran.exitCode).toBe(69)
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { exitCode: 69 } })
    expect(ran.stderr).toMatch(
      /^Lambda refused to run nobody:live: ResourceNotFoundException, Function not found: .*\.\n$/,
    )
  })
})

describe('invoke of a function behind another caller', () => {
  test('sends the golden event of its usual caller, and shows what the caller gets', async () => {
    const ran = await invoke('front-door', '--json')

    const { changes, ...told } = JSON.parse(ran.stdout)
    expect(changes).toBeUndefined()
    expect(told).toMatchObject({
      trigger: 'front-door',
      triggerSource: 'http-api',
      outcome: 'success',
      response: { statusCode: 200 },
      times: { limitMs: 30_000 },
    })
    expect((await invoke('front-door')).stdout).toMatch(
      /What the caller gets\n {2}\{\n {4}"statusCode": 200,/,
    )
  })

  test.each([
    ['/denied', 2, 'denied'],
    ['/down', 3, 'failed'],
    ['/late', 4, 'timed-out'],
    ['/threw-late', 4, 'timed-out'],
    ['/', 0, 'success'],
  ])('%s ends with %i, as the report says', async (path, exitCode, outcome) => {
    const ran = await invoke('front-door', '--source', 'alb', '--set', `path=${path}`, '--json')

    expect(JSON.parse(ran.stdout)).toMatchObject({ outcome, triggerSource: 'alb' })
    expect(ran.exitCode).toBe(exitCode)
  })

  test.each([
    ['front-door', '--event', 'alb/single', 'alb'],
    ['s3-batch', '--event', 's3-batch/1.0', 's3-batch'],
    ['front-door', '--source', 'multi-value headers', 'alb'],
  ])('%s %s %s sends the golden event that events list shows', async (name, option, value, caller) => {
    const told = JSON.parse((await invoke(name, option, value, '--json')).stdout)

    expect(told).toMatchObject({ triggerSource: caller, outcome: 'success' })
  })

  test('is about the pool of the local stack, but for what --set says', async () => {
    const poolOf = async (...args: readonly string[]): Promise<unknown> =>
      JSON.parse((await invoke('s3-batch', ...args, '--json')).stdout).response.userPoolId

    expect(await poolOf()).toBe('eu-west-1_Test00001')
    expect(await poolOf('--set', 'job.userArguments.userPoolId=mine')).toBe('mine')
  })

  test('an error and a time-out are told as the caller makes them', async () => {
    const at = (name: string, ...args: readonly string[]) =>
      invoke('front-door', '--endpoint', stack.endpoint, '--function', name, '--json', ...args)

    expect(JSON.parse((await at('broken')).stdout)).toMatchObject({
      outcome: 'failed',
      toTheApp: '500 {"message":"Internal Server Error"}',
    })
    expect(JSON.parse((await at('slow', '--source', 'alb', '--timeout', '100')).stdout)).toMatchObject({
      outcome: 'timed-out',
      toTheApp: '502',
    })
  })

  test.each([
    [['front-dor'], "There is no trigger or function 'front-dor'"],
    [['front-door', '--source', 'http'], "There is no caller of front-door 'http'"],
    [['front-door', '--source', 'http-api', '--event-version', '3.0'], 'it has 1.0, 2.0.'],
    [['front-door', '--event', 'alb/singel'], "'alb/singel' cannot be read: did you mean 'alb/single'?"],
    [
      ['front-door', '--event', 'edge/viewer-request'],
      "There is no caller of front-door 'edge/viewer-request'",
    ],
    [['front-door', '--event', 'alb/single', '--source', 'alb'], '--event is the whole event'],
    [['edge'], 'The local stack has no function for edge'],
    [['front-door', '--rehearse'], 'front-door knows no rehearsal and would do all that it does'],
    [
      ['guards'],
      'The local stack has 2 functions for guards: choose by --function one of OfRoutes, OfFields',
    ],
  ])('%j is refused in a sentence', async (args, sentence) => {
    const ran = await invoke(...args)

    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain(sentence)
  })
})

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { flowNames } from '../../cli/simulate/flows.ts'
import { buildTriggers } from '../../triggers/build/build.ts'
import { runInside, runProcess } from './cli-process.ts'
import { writeFakeBundles } from './fake-bundles.ts'
import { expectGolden } from './golden.ts'

const fakes = await writeFakeBundles()
afterAll(() => fakes.remove())

/** The limits are kept on a busy machine too. */
const slowly = { env: { SUITE_SLOW_MOTION: '10' } }

const budgetOf = (ms: number) => ['--set', `request.clientMetadata.budgetMs=${ms}`]
const simulate = (...args: readonly string[]) =>
  runInside(['simulate', ...args, '--bundles', fakes.directory], slowly)

interface Simulated {
  readonly operation: string
  readonly tookMs: number
  readonly attempts: readonly { readonly startMs: number }[]
}

describe('simulate, as a process', () => {
  test('draws the waterfall of a flow and ends with 0', async () => {
    const ran = await runProcess(['simulate', 'sign-up', '--bundles', fakes.directory], slowly)

    await expectGolden('simulate-sign-up', ran, fakes.directory)
    expect(ran.exitCode).toBe(0)
  })
})

describe('simulate', () => {
  test('ends with 2 where a rule denies, says what the app gets, and goes no further', async () => {
    const ran = await simulate('admin-created', '--set', 'request.userAttributes.email=a@blocked.example')

    await expectGolden('simulate-denied', ran, fakes.directory)
    expect(ran.exitCode).toBe(2)
  })

  test('ends with 3 where a function throws', async () => {
    const ran = await simulate(
      'refresh',
      '--set',
      'request.clientMetadata.broken=pre-token-generation',
      '--json',
    )

    expect(ran.exitCode).toBe(3)
    expect(JSON.parse(ran.stdout)).toMatchObject({
      outcome: 'failed',
      operations: [
        {
          outcome: 'failed',
          toTheApp:
            'UserLambdaValidationException: PreTokenGeneration failed with error x is not a function.',
        },
      ],
    })
  })

  test('shows a dependency that hangs as a step without success inside of an answer in time', async () => {
    const ran = await simulate('sign-in', '--fault', 'table=hang', '--warm', '--json', ...budgetOf(100))

    expect(ran.exitCode).toBe(0)
    expect(JSON.parse(ran.stdout)).toMatchObject({
      flow: 'sign-in',
      faults: ['table=hang'],
      outcome: 'success',
      operations: [
        {
          attempts: [
            {
              outcome: 'success',
              call: { isCold: false, steps: [{ name: 'table-read', outcome: 'timeout', policy: 'use' }] },
            },
          ],
        },
      ],
    })
  })

  test('asks again when an attempt takes longer than the limit, ends with 4, and shows what runs on unheard', async () => {
    const ran = await simulate(
      'sign-in',
      '--fault',
      'table=hang',
      '--warm',
      '--limit',
      '100',
      '--attempts',
      '2',
      ...budgetOf(300),
    )

    await expectGolden('simulate-timed-out', ran, fakes.directory)
    expect(ran.exitCode).toBe(4)
  })

  test('goes on after a post confirmation that fails, since the user is confirmed, and after nothing else', async () => {
    const broken = async (trigger: string): Promise<readonly string[]> => {
      const ran = await simulate('sign-up', '--set', `request.clientMetadata.broken=${trigger}`, '--json')
      const { operations }: { readonly operations: readonly { readonly outcome: string }[] } = JSON.parse(
        ran.stdout,
      )
      return operations.map(({ outcome }) => outcome)
    }

    expect(await broken('post-confirmation')).toEqual(['success', 'failed', 'success'])
    expect(await broken('pre-sign-up')).toEqual(['failed', 'not-reached', 'not-reached'])
  })

  test('a trigger that failed and gave the event back is a failure with its cause, and stops nobody', async () => {
    const passing = ['--set', 'request.clientMetadata.passing=pre-sign-up']

    const ran = await simulate('sign-up', '--json', ...passing)
    const drawn = await simulate('sign-up', ...passing)

    expect(ran.exitCode).toBe(3)
    const { operations }: { readonly operations: readonly object[] } = JSON.parse(ran.stdout)
    expect(operations[0]).toMatchObject({ outcome: 'failed', attempts: [{ call: { cause: 'TypeError' } }] })
    expect(operations.slice(1)).toMatchObject([{ outcome: 'success' }, { outcome: 'success' }])
    expect(drawn.stdout).toMatch(/✕ failed after/)
    expect(drawn.stdout).toMatch(/ function .* ms, TypeError\n/)
  })

  test('a trigger begins in its operation when those before it there have answered', async () => {
    const own = await writeFakeBundles('custom-message', 'pre-authentication')
    onTestFinished(() => own.remove())

    const ran = await runInside(['simulate', 'sign-up', '--json', '--bundles', own.directory], slowly)

    const { operations }: { readonly operations: readonly Simulated[] } = JSON.parse(ran.stdout)
    const starts = operations.map(({ operation, tookMs, attempts }) => ({
      operation,
      tookMs,
      startMs: attempts[0]?.startMs ?? Number.NaN,
    }))
    const [signUp, message, confirm, signIn, token] = starts
    expect(starts.map(({ operation }) => operation)).toEqual([
      'SignUp',
      'SignUp',
      'ConfirmSignUp',
      'InitiateAuth',
      'InitiateAuth',
    ])
    for (const first of [signUp, confirm, signIn]) expect(first?.startMs).toBeLessThan(first?.tookMs ?? 0)
    expect(message?.startMs).toBeGreaterThanOrEqual(signUp?.tookMs ?? Number.NaN)
    expect(token?.startMs).toBeGreaterThanOrEqual(signIn?.tookMs ?? Number.NaN)
  })

  test('writes a page', async () => {
    const html = join(fakes.directory, 'flow.html')

    const ran = await simulate('machine', '--warm', '--html', html)

    expect(ran.stdout).toContain(`written: ${html}`)
    expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>/)
  })

  test.each([
    [['nowhere'], /^There is no flow 'nowhere': name one of sign-up, /],
    [['sign-in', '--fault', 'table'], /^A fault is <dependency>=<kind>/],
    [['sign-in', '--fault', 'moon=hang'], /^There is no dependency 'moon': simulate has table, user-pool, /],
    [
      ['sign-in', '--fault', 'tabel=hang'],
      /^There is no dependency 'tabel': did you mean table\? simulate has /,
    ],
    [['sign-in', '--fault', 'table=slow'], /^There is no kind of fault 'slow': name one of latency, /],
    [['sign-in', '--fault', 'table=latency'], /^table=latency: The latency fault of table needs ms/],
    [['sign-in', '--fault', 'table=hang@2'], /^table=hang@2: The rate/],
    [['sign-in', '--attempts', '9'], /^--attempts takes a whole number from 1 to 5, not '9'\.$/],
    [
      ['sign-in', '--event-version', '9'],
      /^TokenGeneration_Authentication has no event version '9': it has 1, 2, 3\.$/,
    ],
  ])('%j is one sentence and ends with 64', async (args, sentence) => {
    const ran = await simulate(...args)

    expect(ran).toMatchObject({ exitCode: 64, stdout: '' })
    expect(ran.stderr.trimEnd()).toMatch(sentence)
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test.each(['0', '101', 'slow', ''])('refuses a slow motion of %j', async (times) => {
    const ran = await runInside(['simulate', 'sign-up', '--bundles', fakes.directory], {
      env: { SUITE_SLOW_MOTION: times },
    })

    expect(ran).toMatchObject({
      exitCode: 64,
      stderr: `SUITE_SLOW_MOTION is a number from 1 to 100, not '${times}': change it, or unset it.\n`,
    })
  })

  test('says that the triggers must be built when they are not', async () => {
    const ran = await runInside(['simulate', 'sign-up', '--bundles', '/nowhere'])

    expect(ran).toMatchObject({
      exitCode: 64,
      stderr: 'The bundle of pre-sign-up is not in /nowhere: run `cts build`.\n',
    })
  })
})

describe('with the bundles of the suite', () => {
  test.each(flowNames)('the flow %s succeeds', async (flow) => {
    const ran = await runInside(
      ['simulate', flow, '--json', '--bundles', join(inject('dist'), 'triggers')],
      slowly,
    )

    expect(JSON.parse(ran.stdout)).toMatchObject({ flow, outcome: 'success' })
    expect(ran.exitCode).toBe(0)
  })
})

describe('with a dependency of the suite its own', () => {
  const suiteFile = join(import.meta.dirname, '../journeys/suites/own-dependency.ts')
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'simulate-'))
    await buildTriggers(join(directory, 'dist'), { suiteFile, acceptsSuite: false })
    return () => rm(directory, { recursive: true })
  })
  const signUp = async (...faults: readonly string[]) => {
    const given = faults.flatMap((fault) => ['--fault', fault])
    const args = ['simulate', 'sign-up', '--json', '--bundles', join(directory, 'dist/triggers'), ...given]
    return runInside(args, { env: { ...slowly.env, SUITE_FILE: suiteFile } })
  }

  test('it answers, and its key is made up', async () => {
    const ran = await signUp()

    expect(JSON.parse(ran.stdout)).toMatchObject({ outcome: 'success' })
  })

  test.each([
    ['hang', { outcome: 'timeout', policy: 'deny' }],
    ['error', { outcome: 'failed', policy: 'deny' }],
    ['outage', { outcome: 'failed', policy: 'deny' }],
  ])('its fault %s strikes its step and no other', async (kind, customer) => {
    const ran = await signUp(`crm=${kind}`)

    expect(JSON.parse(ran.stdout)).toMatchObject({
      faults: [`crm=${kind}`],
      outcome: 'failed',
      operations: [{ attempts: [{ call: { steps: [{ name: 'customer', ...customer }] } }] }, {}, {}],
    })
  })

  test('a name near to it is refused with it', async () => {
    const ran = await signUp('crn=hang')

    expect(ran).toMatchObject({
      exitCode: 64,
      stderr:
        "There is no dependency 'crn': did you mean crm? simulate has table, user-pool, event-bus, mail, webhook, human-check, crm.\n",
    })
  })
})

test('a flow asks the triggers that a suite may do without only where they are built', async () => {
  const more = await writeFakeBundles('custom-message', 'pre-authentication')
  try {
    const askedOf = async (bundles: string): Promise<readonly unknown[]> => {
      const ran = await runInside(['simulate', 'sign-up', '--bundles', bundles, '--json'], slowly)
      const { operations }: { readonly operations: readonly { readonly triggerSource: string }[] } =
        JSON.parse(ran.stdout)
      return operations.map(({ triggerSource }) => triggerSource)
    }

    expect(await askedOf(more.directory)).toEqual([
      'PreSignUp_SignUp',
      'CustomMessage_SignUp',
      'PostConfirmation_ConfirmSignUp',
      'PreAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ])
    expect(await askedOf(fakes.directory)).toEqual([
      'PreSignUp_SignUp',
      'PostConfirmation_ConfirmSignUp',
      'TokenGeneration_Authentication',
    ])
  } finally {
    await more.remove()
  }
})

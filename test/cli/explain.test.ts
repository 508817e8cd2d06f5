import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runInside, runProcess } from './cli-process.ts'
import { expectGolden } from './golden.ts'
import { suiteFile } from './suites/file.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const suite = ['--suite', suiteFile('before')]
const directory = await temporaryFolder(afterAll)

const writeFacts = (facts: unknown): string => {
  const file = join(directory, 'facts.json')
  writeFileSync(file, JSON.stringify(facts))
  return file
}

describe('explain, as a process', () => {
  test('tells which claim sources spoke, which facts they used, and what each token gets in bytes', async () => {
    const facts = writeFacts({ plan: { plan: 'pro' } })

    const ran = await runProcess(['explain', 'token', ...suite, '--facts', facts])

    // The trigger's own estimate of the whole tokens stands among its notes.
    const stdout = ran.stdout.replaceAll(/^ {2}\w+TokenBytes: \d+\n/gm, '')
    await expectGolden('explain-token', { ...ran, stdout }, directory)
    expect(ran.exitCode).toBe(0)
  })

  test('ends although the suite has left a timer, and answers before and after nothing that it prints', async () => {
    const file = join(directory, 'left running.ts')
    const left = `console.log('printed by the suite')\nsetInterval(() => {}, 1_000)\n`
    writeFileSync(
      file,
      `${left}export * from ${JSON.stringify(join(import.meta.dirname, '../suites/shipped.ts'))}\n`,
    )

    const ran = await runProcess(['explain', 'sign-up', '--json'], { env: { SUITE_FILE: file } })

    expect(JSON.parse(ran.stdout)).toMatchObject({ decision: { kind: 'allow' } })
    expect(ran.stderr).toContain('printed by the suite')
    expect(ran.exitCode).toBe(0)
  })
})

describe('explain', () => {
  test('says that the tokens are only observed, and all that they would have got', async () => {
    const observed = ['--suite', 'test/journeys/suites/observe-tokens.ts']

    const { stdout } = await runInside(['explain', 'TokenGeneration_Authentication.v2', ...observed])

    expect(stdout).toContain('allowed: only observed, so that the tokens stay as they are without it')
    expect(stdout).toContain('  observed: tokens: 1 access claims: permissions\n')
  })

  test.each([
    [
      'nowhere.ts',
      'SUITE_FILE is "nowhere.ts", which is no file: name one such as triggers/suite.ts, or unset it.\n',
    ],
    [suiteFile('before'), /before\.ts exports no postConfirmation: export a function that .*\n$/],
  ])('refuses a SUITE_FILE %s', async (file, sentence) => {
    const ran = await runInside(['explain', 'sign-up'], { env: { SUITE_FILE: file } })

    expect(ran.stderr).toMatch(sentence)
    expect(ran).toMatchObject({ stdout: '', exitCode: 64 })
  })

  test('tells which rule denied, and why the fact that it needs is missing', async () => {
    const ran = await runInside(['explain', 'sign-up', ...suite])

    await expectGolden('explain-denied', ran)
  })

  test('tells what an observed rule and each observed claim source would have done', async () => {
    const observing = ['--suite', suiteFile('observing')]
    const facts = writeFacts({ 'observed-entitlements': { plan: 'pro', seats: [[1]] } })
    const unverified = ['--set', 'request.userAttributes.email_verified=false']

    const signUp = await runInside(['explain', 'sign-up', ...observing])
    const known = await runInside(['explain', 'token', ...observing, '--facts', facts])
    const failed = await runInside(['explain', 'token', ...observing, ...unverified])
    const json = await runInside(['explain', 'token', ...observing, ...unverified, '--json'])

    expect(signUp.stdout).toMatch(/sign-up-mode +pass observed .*sign-up-mode: deny sign_up_closed/)
    expect(known.stdout).toMatch(/require-verified-email +no claims observed .*require-verified-email: pass/)
    expect(known.stdout).toMatch(
      / entitlements +no claims observed .*entitlements: pass, dropped id:seats access:seats/,
    )
    expect(failed.stdout).toMatch(/require-verified-email +no claims observed .*: deny email_not_verified/)
    expect(failed.stdout).toMatch(
      / entitlements +no claims observed .*: deny temporarily_unavailable, its fact failed/,
    )
    expect(JSON.parse(json.stdout).members).toMatchObject([
      { said: { notes: { observed: ['require-verified-email: deny email_not_verified'] } } },
      { said: { notes: { observed: ['entitlements: deny temporarily_unavailable, its fact failed'] } } },
    ])
  })

  test('tells the rules that would have denied as well from the one that did', async () => {
    const set = ['--set', 'request.userAttributes.email=a@other.example']

    const ran = await runInside(['explain', 'sign-up', ...suite, ...set, '--json'])

    expect(JSON.parse(ran.stdout).members).toMatchObject([
      { name: 'administrators', said: { kind: 'silent' }, isDecisive: false },
      { name: 'one-domain', said: { kind: 'deny', code: 'email_domain_not_allowed' }, isDecisive: true },
      { name: 'invited', said: { kind: 'deny', code: 'temporarily_unavailable' }, isDecisive: false },
    ])
  })

  test('a claim is from the source that had the last word on it', async () => {
    const facts = writeFacts({ plan: { plan: 'pro' } })

    const ran = await runInside(['explain', 'token', ...suite, '--json', '--facts', facts])

    const { rows }: { readonly rows: readonly object[] } = JSON.parse(ran.stdout).tokens
    expect(rows).toContainEqual(
      expect.objectContaining({ token: 'id', name: 'plan', value: 'pro', from: 'plan-claim' }),
    )
    expect(rows).toContainEqual(expect.objectContaining({ token: 'id', name: 'roles', from: 'fixed-claims' }))
  })

  test('a claim is also from the last source when that says the same as one before it', async () => {
    const facts = writeFacts({ plan: { plan: 'none' } })

    const ran = await runInside(['explain', 'token', ...suite, '--json', '--facts', facts])

    expect(JSON.parse(ran.stdout).tokens.rows).toContainEqual(
      expect.objectContaining({ token: 'id', name: 'plan', value: 'none', from: 'plan-claim' }),
    )
  })

  test('a fact that is not given is what its step declares for its failure', async () => {
    const ran = await runInside(['explain', 'sign-up', ...suite, '--json'])

    expect(JSON.parse(ran.stdout)).toMatchObject({
      decision: { kind: 'deny', code: 'temporarily_unavailable', by: 'invited' },
      facts: [
        { name: 'invitation', origin: 'failure policy', state: 'missing', code: 'temporarily_unavailable' },
      ],
    })
  })

  test('an object is an item of the table, null one that is not there', async () => {
    const explain = async (invitation: unknown): Promise<unknown> => {
      const ran = await runInside([
        'explain',
        'sign-up',
        ...suite,
        '--json',
        '--facts',
        writeFacts({ invitation }),
      ])
      return JSON.parse(ran.stdout).decision
    }

    expect(await explain({ confirms: true })).toMatchObject({
      kind: 'allow',
      response: { autoConfirmUser: true },
    })
    expect(await explain(null)).toMatchObject({ kind: 'allow', response: { autoConfirmUser: false } })
    expect(await explain({ missing: true })).toMatchObject({ kind: 'deny' })
  })

  test('answers in the language of the person', async () => {
    const set = [
      '--set',
      'request.clientMetadata.locale=de-AT',
      '--set',
      'request.userAttributes.email=a@other.example',
    ]

    const ran = await runInside(['explain', 'sign-up', ...suite, ...set])

    expect(ran.stdout).toContain('[email_domain_not_allowed] Diese E-Mail-Domain ist nicht zugelassen')
  })

  test('counts bytes as they stand in the token, whatever the script', async () => {
    const ran = await runInside([
      'explain',
      'token',
      ...suite,
      '--json',
      '--facts',
      writeFacts({ plan: { plan: 'Größe' } }),
    ])

    const { tokens } = JSON.parse(ran.stdout)
    // `"plan":"Größe",` in UTF-8.
    expect(tokens.rows).toContainEqual(
      expect.objectContaining({ token: 'access', name: 'plan', bytes: 17, from: 'plan-claim' }),
    )
    expect(tokens.totals[1]).toMatchObject({ token: 'access', bytes: 50, encodedBytes: 67, fate: 'fits' })
  })

  test('a message is shown whole, and one that no suite has by its part', async () => {
    const file = join(import.meta.dirname, '../suites/custom-message.ts')
    const written = await runInside(['explain', 'message', '--suite', file])
    const json = await runInside(['explain', 'message', '--suite', file, '--json'])
    const none = await runInside([
      'explain',
      'message',
      '--suite',
      join(import.meta.dirname, '../suites/shipped.ts'),
    ])

    expect(written.stdout).toContain('Messages, the first that speaks is sent')
    expect(written.stdout).toMatch(/sign-up-code +is sent/)
    const { emailSubject, emailMessage, smsMessage } = JSON.parse(json.stdout).decision.response
    for (const text of [emailSubject, emailMessage, smsMessage])
      expect(written.stdout.replaceAll(/\s+/g, ' ')).toContain(text)
    const [, , ...parts] = written.stdout.split('\n\n')
    expect(parts.flatMap((part) => part.split('\n')).filter((line) => line.length > 100)).toEqual([])
    expect(written.stdout).toMatch(/invitation +nothing: it speaks for CustomMessage_AdminCreateUser/)
    expect(none).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('no trigger for CustomMessage_SignUp'),
    })
  })

  test('a message of several lines keeps them, and what a terminal obeys is a code', async () => {
    const ran = await runInside(['explain', 'CustomMessage_Authentication', '--suite', suiteFile('failing')])

    expect(ran.stdout).toMatch(/\n {2}Text for a phone\n {2}one\n {2}\{####\}\\u\{1b\}\[2J\n$/)
  })

  test.each([
    ['sign-up', 'PreSignUp_SignUp: own-rule fails with RangeError: people who sign up are turned away.'],
    [
      'token',
      'TokenGeneration_Authentication.v2: own-claim fails with RangeError: people who sign in are turned away.',
    ],
    [
      'message',
      "CustomMessage_SignUp: own-message fails with RangeError: people get Cognito's own text in place of the suite's.",
    ],
    [
      'CustomMessage_ForgotPassword',
      "CustomMessage_ForgotPassword: no-code fails with no_code: people get Cognito's own text in place of the suite's.",
    ],
  ])('a member of %s that fails is named in one sentence, without its words', async (event, sentence) => {
    const ran = await runInside(['explain', event, '--suite', suiteFile('failing')])

    expect(ran).toMatchObject({ exitCode: 3, stdout: '', stderr: `${sentence}\n` })
  })

  test('the configuration of the project explains every short name', async () => {
    const runs = await Promise.all(['sign-up', 'token'].map((name) => runInside(['explain', name, '--json'])))

    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0])
  })

  test('the configuration of the project reports an event version that its pool is not meant to send', async () => {
    const notesOf = async (version: string): Promise<unknown> => {
      const ran = await runInside(['explain', 'token', '--set', `version=${version}`, '--json'])
      return JSON.parse(ran.stdout).notes
    }

    expect(await notesOf('2')).not.toHaveProperty('expectedVersion')
    expect(await notesOf('3')).toMatchObject({ expectedVersion: '2' })
  })

  test('takes an event from standard input', async () => {
    const event = {
      version: '3',
      triggerSource: 'TokenGeneration_ClientCredentials',
      region: 'eu-west-1',
      userPoolId: 'eu-west-1_x',
      request: {},
    }

    const ran = await runInside(['explain', '-', ...suite, '--json'], { stdin: JSON.stringify(event) })

    expect(JSON.parse(ran.stdout)).toMatchObject({
      event: '-',
      decision: { kind: 'allow' },
      tokens: { rows: [] },
    })
  })

  test('shows what each rule of a trigger says that the suite as it comes does without', async () => {
    const ran = await runInside([
      'explain',
      'sign-in',
      '--suite',
      'test/suites/pre-authentication.ts',
      '--set',
      'callerContext.clientId=another',
      '--set',
      'request.userAttributes.email=jane@left.example',
      '--json',
    ])

    expect(JSON.parse(ran.stdout)).toMatchObject({
      trigger: 'pre-authentication',
      decision: { kind: 'deny', by: 'sign-in-domains', code: 'email_domain_no_longer_allowed' },
      members: [
        { name: 'sign-in-clients', said: { kind: 'allow' } },
        { name: 'maintenance-mode' },
        { name: 'sign-in-domains', said: { kind: 'deny' } },
        { name: 'suspended-users' },
      ],
    })
  })

  test.each([
    ['sign-up', 'PreSignUp_New'],
    ['sign-in', 'PreAuthentication_New'],
    ['token', 'TokenGeneration_New'],
  ])('a source of %s that Cognito adds is judged as the trigger does', async (name, source) => {
    const file = ['--suite', 'test/suites/pre-authentication.ts']
    const ran = await runInside(['explain', name, ...file, '--set', `triggerSource=${source}`, '--json'])

    expect(JSON.parse(ran.stdout)).toMatchObject({ triggerSource: source, decision: {} })
  })

  test.each([
    [['no-such-event'], /^'no-such-event' cannot be read: give a fixture/],
    [['package.json'], /^package\.json has no triggerSource: give an event as Cognito sends it\.$/],
    [['README.md'], /^README\.md is not JSON: line 1 cannot be read\.$/],
    [
      ['sign-up', '--set', 'triggerSource=Nobody_Knows'],
      /^PreSignUp_SignUp: no trigger of this suite answers to 'Nobody_Knows'\.$/,
    ],
    [
      ['confirmation', '--set', 'triggerSource=PostConfirmation_New'],
      /^PostConfirmation_ConfirmSignUp cannot be read as an event: triggerSource is not one of this trigger\.$/,
    ],
    [['sign-up', '--set', 'triggerSource='], /no trigger of this suite answers to ''\.$/],
    [['sign-up', '--set', 'triggerSource=PreSignUp'], /no trigger of this suite answers to 'PreSignUp'\.$/],
    [
      ['sign-up', '--set', 'request:=1'],
      /^PreSignUp_SignUp cannot be read as an event: request is not an object\.$/,
    ],
    [['sign-up', '--now', 'noon'], /^--now takes a moment in UTC, such as/],
    [['sign-up', '--now', '5'], /^--now takes a moment in UTC, such as .*, not '5'\.$/],
    [
      ['sign-up', '--suite', 'nowhere.ts'],
      /^'nowhere\.ts' is no file: give a file such as triggers\/suite\.ts\.$/,
    ],
    [['sign-up', '--suite', 'cli/format.ts'], /^cli\/format\.ts exports none of preSignUp, /],
    [
      ['sign-up', '--suite', suiteFile('misspelt')],
      /misspelt\.ts exports preAuthentification, which is no part of a suite: did you mean preAuthentication\?$/,
    ],
    [['sign-up', '--suite', 'README.md'], /^'README\.md' is no TypeScript: /],
    [['confirmation', ...suite], /^The configuration has no trigger for PostConfirmation_ConfirmSignUp: /],
    [
      ['sign-up', ...suite, '--facts', 'nowhere.json'],
      /^'nowhere\.json' cannot be read: give a file of facts\.$/,
    ],
  ])('%j is one sentence and ends with 64', async (args, sentence) => {
    const ran = await runInside(['explain', ...args])

    expect(ran).toMatchObject({ exitCode: 64, stdout: '' })
    expect(ran.stderr.trimEnd()).toMatch(sentence)
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('refuses a fact that the trigger does not read', async () => {
    const ran = await runInside(['explain', 'token', ...suite, '--facts', writeFacts({ plann: {} })])

    expect(ran).toMatchObject({
      exitCode: 64,
      stderr: "The facts name 'plann', which this trigger does not read: did you mean 'plan'?\n",
    })
  })
})

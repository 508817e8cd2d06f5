import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { eventFixture, eventWith } from '../../triggers/testing/golden-events.ts'
import { runInside, runProcess } from './cli-process.ts'
import { expectGolden } from './golden.ts'
import { suiteFile } from './suites/file.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const versions = [suiteFile('before'), suiteFile('after')]
const directory = await temporaryFolder(afterAll)

const signUpFrom = (email: string) => eventWith('PreSignUp_SignUp', { userAttributes: { email } })

/** Past events: two bring the facts they had. */
const writeEvents = (): string => {
  const file = join(directory, 'events.jsonl')
  const records = [
    { event: signUpFrom('a@example.com'), facts: { invitation: null } },
    { event: signUpFrom('b@example.org'), facts: { invitation: { confirms: true } } },
    signUpFrom('c@other.example'),
    eventFixture('TokenGeneration_RefreshTokens.v2'),
    eventFixture('PreSignUp_AdminCreateUser'),
  ]
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  return file
}

describe('diff, as a process', () => {
  test('lists the decisions that change over a file of past events', async () => {
    const ran = await runProcess(['diff', ...versions, writeEvents(), 'PreSignUp_SignUp'])

    await expectGolden('diff', ran, directory)
  })
})

describe('diff', () => {
  test('ends with 5 when a decision changed and the exit code is asked for', async () => {
    const ran = await runInside(['diff', ...versions, 'PreSignUp_SignUp', '--exit-code', '--json'])

    expect(ran.exitCode).toBe(5)
    expect(JSON.parse(ran.stdout)).toMatchObject({ count: 1, changedCount: 1 })
  })

  test('finds nothing between a version and itself', async () => {
    const [before = ''] = versions

    const ran = await runInside(['diff', before, before, writeEvents(), '--exit-code'])

    expect(ran).toMatchObject({ exitCode: 0, stdout: '✓ 5 events, 0 decisions changed\n' })
  })

  test('takes a list of events from standard input', async () => {
    const stdin = JSON.stringify([signUpFrom('a@example.com'), signUpFrom('c@other.example')])

    const ran = await runInside(['diff', ...versions, '-', '--json'], { stdin })

    expect(JSON.parse(ran.stdout)).toMatchObject({
      events: [
        { event: '-#1', isChanged: true, after: { kind: 'deny', code: 'email_domain_not_allowed' } },
        { event: '-#2', isChanged: false },
      ],
    })
  })

  test('an event that the trigger cannot read is counted, and stops nothing', async () => {
    const stdin = JSON.stringify([
      { ...signUpFrom('a@example.com'), version: null },
      signUpFrom('c@other.example'),
    ])

    const ran = await runInside(['diff', ...versions, '-'], { stdin })

    expect(ran).toMatchObject({
      exitCode: 0,
      stdout: '✓ 2 events, 0 decisions changed, 1 event that no trigger can read\n',
    })
  })

  test('a trigger that one version does not configure is a change', async () => {
    const file = join(directory, 'partial.ts')
    writeFileSync(
      file,
      `export { preTokenGeneration } from '${join(import.meta.dirname, 'suites/before.ts')}'\n`,
    )

    const ran = await runInside(['diff', suiteFile('before'), file, 'PreSignUp_AdminCreateUser'])

    expect(ran.stdout).toContain('allow → not configured')
  })

  test('a member that fails is a decision, named without its words', async () => {
    const ran = await runInside(['diff', suiteFile('failing'), suiteFile('after'), 'sign-up', 'token'])

    expect(ran.stdout).toMatch(/defect of own-rule with RangeError → deny email_domain_not_allowed +1 event/)
    expect(ran.stdout).toMatch(/defect of own-claim with RangeError → allow +1 event/)
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test.each([
    [['one.ts'], /^Missing required argument 'after': see `cts diff --help`\.$/],
    [versions, /^Missing required argument 'events': see/],
    [['nowhere.ts', 'nowhere.ts', 'sign-up'], /^'nowhere\.ts' is no file/],
    [[...versions, 'nowhere.jsonl'], /^'nowhere\.jsonl' cannot be read: give a fixture/],
    [[...versions, '-'], /^Standard input is not JSON: line 2 cannot be read\.$/],
    [[...versions, '/dev/null'], /^\/dev\/null holds no event\.$/],
  ])('%j is one sentence and ends with 64', async (args, sentence) => {
    const ran = await runInside(['diff', ...args], { stdin: '{"triggerSource":"x"}\nnonsense' })

    expect(ran).toMatchObject({ exitCode: 64, stdout: '' })
    expect(ran.stderr.trimEnd()).toMatch(sentence)
  })
})

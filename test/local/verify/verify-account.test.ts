/** The probe, asked about the local pool under each setting of each switch: it must report exactly that setting. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openAccount } from '../../../infra/verify/account.ts'
import { toSwitches } from '../../../infra/verify/apply.ts'
import { questions } from '../../../infra/verify/questions.ts'
import { type Result, verifyAccount } from '../../../infra/verify/run.ts'
import { makeStage } from '../../../infra/verify/stage.ts'
import { checkFidelity, type Fidelity, switches } from '../../../local/fidelity.ts'
import { own } from '../../../triggers/core/json.ts'
import { startLocalAccount } from './local-account.ts'

/** Every setting of every switch is in one of them, and no two switches change together. */
const accounts: readonly Fidelity[] = switches.attempts.map((attempts, account) => {
  const others = Object.entries<readonly unknown[]>(switches).filter(([name]) => name !== 'attempts')
  const chosen = others.map(([name, settings], index) => [name, settings[((index + 1) >> account) & 1]])
  return checkFidelity('a test', { attempts, ...Object.fromEntries(chosen) })
})

test('the accounts have each setting of each switch', () => {
  for (const [name, settings] of Object.entries<readonly unknown[]>(switches))
    expect(new Set(accounts.map((each) => own(each, name)))).toEqual(new Set(settings))
})

/** What the local pool does without a switch, as docs/local-fidelity.md says. */
const withoutSwitch = {
  'thrown-error': 'as-documented',
  'sign-up-of-an-existing-user': 'exists-first',
  'null-flag': 'refused',
  'changed-user-name': 'accepted',
  'changed-version': 'accepted',
  'verified-without-address': 'refused',
  'groups-left-out': 'kept',
  'groups-empty': 'removed',
  'groups-none': 'removed',
  'empty-write-attributes': 'refused',
}

async function ask(fidelity: Fidelity): Promise<{ results: Result[]; left: readonly string[] }> {
  const { endpoint, stacks, close } = await startLocalAccount(fidelity)
  onTestFinished(close)
  process.env['AWS_ENDPOINT_URL'] = endpoint
  onTestFinished(() => void delete process.env['AWS_ENDPOINT_URL'])
  const results: Result[] = []
  await verifyAccount({
    account: openAccount(),
    region: 'eu-west-1',
    questions,
    signal: new AbortController().signal,
    tell: () => {},
    onResult: (result) => results.push(result),
  })
  return { results, left: stacks() }
}

describe.each(accounts)('in an account with %j', (fidelity) => {
  test('the probe reports these settings, and leaves nothing', async () => {
    const { results, left } = await ask(fidelity)

    expect(toSwitches(results, questions)).toEqual({ switches: fidelity, without: [] })
    const others = results.filter(({ question }) => Object.hasOwn(withoutSwitch, question))
    expect(Object.fromEntries(others.map(({ question, answer }) => [question, answer]))).toEqual(
      withoutSwitch,
    )
    expect(JSON.stringify(results)).not.toMatch(/eu-west-1_|\d{12}|@|[0-9a-f]{8}-[0-9a-f]{4}-/)
    expect(left).toEqual([])
  })
})

test('a stack that does not come up is told by its first failure', async () => {
  const event = (name: string, status: string, reason: string): string =>
    `<member><LogicalResourceId>${name}</LogicalResourceId><ResourceStatus>${status}</ResourceStatus><ResourceStatusReason>${reason}</ResourceStatusReason></member>`
  const answers = new Map([
    ['DescribeStacks', '<StackStatus>ROLLBACK_COMPLETE</StackStatus>'],
    [
      'DescribeStackEvents',
      [
        event(
          'probe-0123abcd',
          'ROLLBACK_IN_PROGRESS',
          'The following resource(s) failed to create: [Role].',
        ),
        event('Pool', 'CREATE_FAILED', 'Resource creation cancelled'),
        event('Role', 'CREATE_FAILED', 'not authorized to perform: iam:CreateRole'),
        event('Role', 'CREATE_IN_PROGRESS', ''),
      ].join(''),
    ],
  ])
  const account = { ...openAccount(), stacks: async (action: string) => answers.get(action) ?? '' }

  await expect(makeStage(account, '0123abcd', new AbortController().signal)).rejects.toThrow(
    'The stack probe-0123abcd was not made. Role: not authorized to perform: iam:CreateRole',
  )
})

test('docs/guide/verify.md has each question, its answers and its switch', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../docs/guide/verify.md'), 'utf8')
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))

  for (const { name, sent, answers, sets } of questions) {
    const expected = [`\`${name}\`: ${sent}`, answers.map((each) => `\`${each}\``).join(', ')]
    expect(rows).toContainEqual(['', ...expected, sets === undefined ? '' : `\`${sets.name}\``, ''])
  }
})

test('each switch of the local pool has one question, whose answers give each of its settings', () => {
  const given = questions.flatMap(({ sets }) =>
    sets === undefined ? [] : [[sets.name, new Set<unknown>(Object.values(sets.settings))] as const],
  )
  const known = Object.entries(switches).map(
    ([name, settings]) => [name, new Set<unknown>(settings)] as const,
  )

  expect(given).toHaveLength(known.length)
  expect(new Map(given)).toEqual(new Map(known))
  expect(new Set(questions.map(({ name }) => name)).size).toBe(questions.length)
})

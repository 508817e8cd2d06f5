/** The command in a process of its own: what it refuses, what it leaves when it is stopped, and its files. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readFidelity } from '../../../local/fidelity.ts'
import { startLocalAccount } from './local-account.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const main = join(import.meta.dirname, '../../../infra/verify/main.ts')

interface Ran {
  readonly exitCode: number | null
  readonly text: string
}

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): { readonly child: ChildProcess; readonly ended: Promise<Ran> } {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, ...env } })
  let text = ''
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return {
    child,
    ended: new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, text }))),
  }
}

const region = ['--yes-throw-away', '--region', 'eu-west-1']

test.each([
  [['--region', 'eu-west-1'], {}, 'say --yes-throw-away'],
  [['--yes-throw-away'], {}, '--region takes a Region'],
  [region, { AWS_ACCESS_KEY_ID: '' }, 'export credentials first'],
  [[...region, '--endpoint', 'https://aws.example.com'], {}, '--endpoint takes an address on this machine'],
  [[...region, '--clean', 'my-stack'], {}, '--clean takes the id of a run'],
  [[...region, '--only', 'everything'], {}, 'There is no question everything'],
  [['--appply', 'x'], {}, "Unknown option '--appply'"],
  [['--apply', 'nowhere.json'], {}, 'nowhere.json is not there'],
  [['--yes-throw-away', '--region', 'cn-north-1'], {}, '--region takes one of the commercial partition'],
  [[...region, '--to', 'here.json'], {}, '--to goes with none of --only, --out'],
  [['--apply', 'answers.json', '--out', 'here.json'], {}, '--out goes with none of --apply, --to'],
  [[...region, '--clean', '0123abcd', '--only', 'attempts'], {}, '--only goes with none of --clean'],
  [[...region, '--out', 'nowhere/answers.json'], {}, 'nowhere/answers.json cannot be written'],
])('%j is refused, and nothing is called', async (args, env, sentence) => {
  // Nothing listens there.
  const { exitCode, text } = await run(args, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', ...env }).ended

  expect(text).toContain(sentence)
  expect(exitCode).toBe(1)
})

test.each([
  ['SIGINT', []],
  ['SIGKILL', ['the stack']],
] as const)('after %s in the middle, --clean leaves nothing', async (signal, left) => {
  const folder = await temporaryFolder()
  const asked = Promise.withResolvers<void>()
  const account = await startLocalAccount({}, (operation) => {
    if (operation === 'InitiateAuth') asked.resolve()
  })
  onTestFinished(account.close)
  const place = [...region, '--endpoint', account.endpoint]
  const { child, ended } = run([...place, '--only', 'reserved-claims', '--only', 'null-flag'], {}, folder)
  await asked.promise
  const [name = ''] = account.stacks()

  child.kill(signal)
  const { text } = await ended

  expect(text).toContain(`--clean ${name.replace('probe-', '')}`)
  expect(account.stacks()).toHaveLength(left.length)
  for (const _ of ['once', 'again']) {
    const cleaned = await run([...place, '--clean', name.replace('probe-', '')]).ended
    expect(cleaned).toEqual({ exitCode: 0, text: `${name} is not there any more.\n` })
    expect(account.stacks()).toEqual([])
  }
})

test('--clean leaves a stack alone that is not of the probe', async () => {
  const account = await startLocalAccount({})
  onTestFinished(account.close)
  account.add('probe-0123abcd')

  const { exitCode, text } = await run([...region, '--endpoint', account.endpoint, '--clean', '0123abcd'])
    .ended

  expect(text).toContain('it lacks the tag probe')
  expect(exitCode).toBe(1)
  expect(account.stacks()).toEqual(['probe-0123abcd'])
})

test('what it has asked becomes the switches of the local pool', async () => {
  const folder = await temporaryFolder()
  const account = await startLocalAccount({ reservedClaims: 'drop', unconfirmedSignIn: 'after-password' })
  onTestFinished(account.close)
  const only = ['reserved-claims', 'unconfirmed-sign-in', 'null-flag'].flatMap((name) => ['--only', name])

  const asked = await run([...region, '--endpoint', account.endpoint, ...only], {}, folder).ended
  const applied = await run(['--apply', 'verify-account.json'], {}, folder).ended

  expect([asked.exitCode, applied.exitCode]).toEqual([0, 0])
  expect(JSON.parse(await readFile(join(folder, 'verify-account.json'), 'utf8'))).toMatchObject([
    { question: 'null-flag', answer: 'refused', region: 'eu-west-1' },
    { question: 'reserved-claims', answer: 'dropped' },
    { question: 'unconfirmed-sign-in', answer: 'after-password' },
  ])
  expect(readFidelity(join(folder, 'fidelity.json'))).toEqual({
    reservedClaims: 'drop',
    unconfirmedSignIn: 'after-password',
  })
})

test.each([
  [[{ question: 'weather', answer: 'fine' }], 'Answer 1 is to no question that there is.'],
  [[{ question: 'attempts', answer: '7' }], 'The answer to attempts is none of 1, 2, 3, 4, 5, unclear.'],
  [
    [
      { question: 'attempts', answer: '1' },
      { question: 'attempts', answer: '2' },
    ],
    'The question attempts is answered twice.',
  ],
  [{}, 'The file holds no list of answers.'],
])('--apply refuses %j and writes nothing', async (content, sentence) => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'answers.json'), JSON.stringify(content))

  const { exitCode, text } = await run(['--apply', 'answers.json'], {}, folder).ended

  expect({ exitCode, text }).toEqual({ exitCode: 1, text: `${sentence}\n` })
  await expect(readFile(join(folder, 'fidelity.json'))).rejects.toThrow('ENOENT')
})

test('an answer for which there is no setting is told, and sets none', async () => {
  const folder = await temporaryFolder()
  const answers = [
    { question: 'omitted-settings', answer: 'some-kept' },
    { question: 'attempts', answer: 'unclear' },
  ]
  await writeFile(join(folder, 'answers.json'), JSON.stringify(answers))

  const { text } = await run(['--apply', 'answers.json', '--to', 'here.json'], {}, folder).ended

  expect(text).toContain('omitted-settings has an answer that no setting of the local pool is for.')
  expect(readFidelity(join(folder, 'here.json'))).toEqual({})
})

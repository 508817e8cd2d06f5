/** What `npm start` says when something is wrong: one sentence, exit code 1, nothing half started. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, symlink, writeFile, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listenOnLoopback } from '../../local/listen.ts'
import { startStack } from '../../local/stack.ts'
import { type BuiltSuite, buildSuite } from '../support/built-suite.ts'
import { spawnGroup } from '../support/spawned-group.ts'
import { type EndedStart, startAndFail } from '../support/failed-start.ts'

const root = join(import.meta.dirname, '../..')
const parts = [
  'triggers',
  'infra',
  'local',
  'scripts',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
let project: string

/** A copy of the project, to break: with the suite as it comes, where a team has its own. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'suite-project-'))
  await Promise.all(parts.map((part) => cp(join(root, part), join(project, part), { recursive: true })))
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
  const shipped = await readFile(join(root, 'test/suites/shipped.ts'), 'utf8')
  await writeFile(join(project, 'triggers/suite.ts'), shipped.replaceAll("'../../triggers/", "'./"))
})
afterAll(() => rm(project, { recursive: true, force: true }))

async function startWith(
  file: string,
  change: (content: string) => string,
  args = ['--port', '0'],
): Promise<EndedStart> {
  const path = join(project, file)
  const content = await readFile(path, 'utf8')
  await writeFile(path, change(content))
  try {
    return await startAndFail(project, args, { SUITE_FILE: 'triggers/suite.ts' })
  } finally {
    await writeFile(path, content)
  }
}

function expectOneSentence(ended: EndedStart, sentence: string | RegExp): void {
  expect(ended.stderr.trim()).toMatch(sentence)
  expect(ended.stderr.trim().split('\n')).toHaveLength(1)
  expect(ended.stderr).not.toMatch(/\n\s+at /)
  expect(ended.stdout).not.toContain('ready')
  expect(ended.exitCode).toBe(1)
}

test('a taken port is named with the remedy', async () => {
  const server = createServer()
  onTestFinished(() => void server.close())
  const port = await listenOnLoopback(server, 0)

  const ended = await startAndFail(root, ['--port', String(port), '--directory', join(project, '.taken')])

  expectOneSentence(ended, /^Port \d+ on 127\.0\.0\.1 is in use.*--port 0/)
})

describe('suite.ts', () => {
  test('that is invalid is refused by rule and option', async () => {
    const ended = await startWith('triggers/suite.ts', (content) =>
      content.replace("deny: ['blocked.example']", "deny: ['Blocked Example']"),
    )

    expectOneSentence(
      ended,
      /emailDomains: deny\[0\] must be a lower-case ASCII host name .*, not 'Blocked Example'/,
    )
  })

  test('whose steps do not fit the limit is refused with the arithmetic', async () => {
    const ended = await startWith('triggers/suite.ts', (content) =>
      content.replace("group: 'members' }", "group: 'members', budgetMs: 3_900 }"),
    )

    expectOneSentence(ended, /default-group 3900 .*= \d+ ms > 3800 ms/)
  })

  test('that does not build is named with its line', async () => {
    const ended = await startWith('triggers/suite.ts', (content) => `${content}\nexport const = 1\n`)

    expectOneSentence(ended, /^triggers\/suite\.ts:\d+ does not build: Expected identifier/)
  })
})

test.each(['triggers/suit.ts', 'triggers', ''])('a SUITE_FILE %j is refused', async (file) => {
  const ended = await startAndFail(root, ['--port', '0', '--directory', join(project, '.none')], {
    SUITE_FILE: file,
  })

  expectOneSentence(ended, `SUITE_FILE is ${JSON.stringify(file)}, which is no file`)
})

test('a stack without a needed app client is named with the remedy', async () => {
  const ended = await startWith('infra/suite-stack.ts', (content) =>
    content.replace(
      'export class SuiteStack',
      "throw new TypeError('The stack is broken on purpose.')\nexport class SuiteStack",
    ),
  )

  expectOneSentence(ended, 'The stack is broken on purpose.')
})

test.each([
  [['--port', 'http'], "--port takes a whole number from 0 to 65532, not 'http'"],
  [['--port', '70000'], "--port takes a whole number from 0 to 65532, not '70000'"],
  [['--attempts', '0'], "--attempts takes a whole number from 1 to 5, not '0'"],
  [['--nonsense'], "Unknown option '--nonsense'"],
  [['extra'], "Unexpected argument 'extra'"],
])('the arguments %j are refused', async (args, sentence) => {
  const ended = await startAndFail(root, args)

  expectOneSentence(ended, sentence)
})

test('what does not build and what the template refuses are both said, the build first', async () => {
  const handler = join(project, 'triggers/pre-sign-up/handler.ts')
  const content = await readFile(handler, 'utf8')
  await writeFile(handler, `${content}\nexport const = 1\n`)
  const ended = await startWith('triggers/suite.ts', (suite) =>
    suite.replace("deny: ['blocked.example']", "deny: ['Blocked Example']"),
  )
  await writeFile(handler, content)

  const [build, synthesis, ...more] = ended.stderr.trim().split('\n')
  expect(build).toMatch(/^triggers\/pre-sign-up\/handler\.ts:\d+ does not build: Expected identifier/)
  expect(synthesis).toMatch(/^triggers\/suite\.ts:\d+ is refused: emailDomains: deny/)
  expect(more).toEqual([])
  expect(ended.exitCode).toBe(1)
})

describe('each of the four ports', () => {
  let built: BuiltSuite
  beforeAll(async () => (built = await buildSuite(join(root, 'test/journeys/suites/observe.ts'))))
  afterAll(() => built.remove())

  test.each([0, 1, 2, 3])('that is taken (offset %i) is named', async (offset) => {
    const server = createServer()
    onTestFinished(() => void server.close())
    const port = await listenOnLoopback(server, 0)

    const started = startStack({ model: built.model, port: port - offset })

    // Any of the four, since another program may have one of the others.
    await expect(started).rejects.toThrow(/^Port \d+ on 127\.0\.0\.1 is in use: /)
  })
})

test.each([
  ['SIGTERM', (child: ChildProcessWithoutNullStreams) => void child.kill('SIGTERM')],
  ['the end of its input', (child: ChildProcessWithoutNullStreams) => void child.stdin.end()],
])('%s while it starts ends it with exit code 0, and leaves no stack.json', async (name, end) => {
  const directory = join(project, `.ended-by-${name}`)
  const { child, kill } = spawnGroup(
    process.execPath,
    ['local/main.ts', '--port', '0', '--no-open', '--end-with-stdin', '--directory', directory],
    { cwd: root, env: process.env },
  )
  onTestFinished(kill)
  // Its handlers are there as soon as it has begun to build.
  await expect.poll(() => existsSync(directory)).toBe(true)

  const exited = once(child, 'exit')
  end(child)
  const [exitCode] = await exited

  expect(exitCode).toBe(0)
  expect(existsSync(join(directory, 'stack.json'))).toBe(false)
})

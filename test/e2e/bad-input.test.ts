/** What `npm start` says when something is wrong: one sentence, exit code 1, nothing half started. Each way to be wrong is
 * tried where it is found; three real starts show what a person sees of it. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listenOnLoopback } from '../../local/listen.ts'
import { readStartOptions } from '../../local/options.ts'
import { prepareStack } from '../../local/prepare-stack.ts'
import { startStack } from '../../local/stack.ts'
import type { StackModel } from '../../local/template/stack-model.ts'
import { writeDummyBundles } from '../infra/dummy-bundles.ts'
import { readModel } from '../support/built-suite.ts'
import { spawnGroup } from '../support/spawned-group.ts'
import { type EndedStart, startAndFail } from '../support/failed-start.ts'

const root = join(import.meta.dirname, '../..')
let directory: string
/** Has bundles that were not built. */
let dist: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bad-input-'))
  dist = join(directory, 'dist')
  const bundles = writeDummyBundles()
  await mkdir(dist)
  await symlink(bundles.dir, join(dist, 'triggers'))
  await symlink(join(bundles.dir, '../meta'), join(dist, 'meta'))
  return async () => {
    bundles.remove()
    await rm(directory, { recursive: true, force: true })
  }
})

/** A copy of the suite as it comes with one change. */
async function changeSuite(name: string, from: string, to: string): Promise<string> {
  const shipped = await readFile(join(root, 'test/suites/shipped.ts'), 'utf8')
  expect(shipped).toContain(from)
  const file = join(directory, `${name}.ts`)
  await writeFile(file, shipped.replace(from, to).replaceAll("'../../triggers/", `'${root}/triggers/`))
  return file
}

function expectOneSentence(ended: EndedStart, sentence: string | RegExp): void {
  expect(ended.stderr.trim()).toMatch(sentence)
  expect(ended.stderr.trim().split('\n')).toHaveLength(1)
  expect(ended.stderr).not.toMatch(/\n\s+at /)
  expect(ended.stdout).not.toContain('ready')
  expect(ended.exitCode).toBe(1)
}

test('an unknown argument ends the start', async () => {
  expectOneSentence(await startAndFail(root, ['--nonsense']), "Unknown option '--nonsense'")
})

test('a SUITE_FILE that is no file ends the start', async () => {
  const ended = await startAndFail(root, ['--port', '0', '--directory', join(directory, '.none')], {
    SUITE_FILE: 'triggers/suit.ts',
  })

  expectOneSentence(ended, 'SUITE_FILE is "triggers/suit.ts", which is no file')
})

test('a port that is taken is found when all is built, and ends the start with the remedy', async () => {
  const server = createServer()
  onTestFinished(() => void server.close())
  const port = await listenOnLoopback(server, 0)
  const taken = join(directory, '.taken')

  const ended = await startAndFail(root, ['--port', String(port), '--directory', taken])

  expectOneSentence(ended, /^Port \d+ on 127\.0\.0\.1 is in use.*--port 0/)
  expect(existsSync(join(taken, 'stack.json'))).toBe(false)
  expect(await readdir(join(taken, 'dist'))).toEqual([])
})

test.each([
  [['--port', 'http'], "--port takes a whole number from 0 to 65532, not 'http'"],
  [['--port', '70000'], "--port takes a whole number from 0 to 65532, not '70000'"],
  [['--attempts', '0'], "--attempts takes a whole number from 1 to 5, not '0'"],
  [['--nonsense'], "Unknown option '--nonsense'"],
  [['extra'], "Unexpected argument 'extra'"],
])('the arguments %j are refused', (args, sentence) => {
  expect(() => readStartOptions(args)).toThrow(
    expect.objectContaining({ message: `${sentence}: see \`npm start -- --help\`.` }),
  )
})

test('a suite whose steps do not fit the limit is refused with the arithmetic', async () => {
  const suite = await changeSuite('slow', "group: 'members' }", "group: 'members', budgetMs: 3_900 }")

  await expect(readModel(suite, dist)).rejects.toThrow(/default-group 3900 .*= \d+ ms > 3800 ms/)
})

test('what does not build and what the template refuses are both said, the build first', async () => {
  const suiteFile = await changeSuite(
    'both',
    "deny: ['blocked.example']",
    "deny: ['Blocked Example', String(() => import('./unfinished.ts'))]",
  )
  await writeFile(join(directory, 'unfinished.ts'), 'export const = 1\n')
  const bundleDirectory = join(directory, 'both')

  const prepared = prepareStack({ directory: join(directory, '.both'), bundleDirectory, suiteFile })

  await expect(prepared).rejects.toThrow(
    /^\S+\/unfinished\.ts:1 does not build: Expected identifier [^\n]*\n\S+\/both\.ts:\d+ is refused: emailDomains: deny\[0\] must be a lower-case ASCII host name .*, not 'Blocked Example'$/,
  )
  expect(existsSync(bundleDirectory)).toBe(false)
})

describe('each of the four ports', () => {
  let model: StackModel
  beforeAll(async () => (model = await readModel(join(root, 'test/suites/shipped.ts'), dist)))

  test.each([0, 1, 2, 3])('that is taken (offset %i) is named', async (offset) => {
    const server = createServer()
    onTestFinished(() => void server.close())
    const port = await listenOnLoopback(server, 0)

    const started = startStack({ model, port: port - offset })

    // Any of the four, since another program may have one of the others.
    await expect(started).rejects.toThrow(/^Port \d+ on 127\.0\.0\.1 is in use: .*--port 0/)
  })
})

test.each([
  ['SIGTERM', (child: ChildProcessWithoutNullStreams) => void child.kill('SIGTERM')],
  ['the end of its input', (child: ChildProcessWithoutNullStreams) => void child.stdin.end()],
])('%s while it starts ends it with exit code 0, and leaves no stack.json', async (name, end) => {
  const folder = join(directory, `.ended-by-${name}`)
  const { child, kill } = spawnGroup(
    process.execPath,
    ['local/main.ts', '--port', '0', '--no-open', '--end-with-stdin', '--directory', folder],
    { cwd: root, env: process.env },
  )
  onTestFinished(kill)
  // Its handlers are there as soon as it has begun to build.
  await expect.poll(() => existsSync(folder)).toBe(true)

  const exited = once(child, 'exit')
  end(child)
  const [exitCode] = await exited

  expect(exitCode).toBe(0)
  expect(existsSync(join(folder, 'stack.json'))).toBe(false)
})

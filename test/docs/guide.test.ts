/** What the guides show is done in a copy of the starter: files are written, the suite is changed, commands are run, and
 * print what stands there. `UPDATE_DOCS=1 vitest run test/docs/guide.test.ts` writes the outputs of today. */
import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

const files = globSync(['docs/guide/*.md', 'skills/**/*.md'], { cwd: root }).sort()
const pages = await Promise.all(
  files.map(async (file) => ({ file, text: await readFile(join(root, file), 'utf8') })),
)

/** What starts or deploys something: the tests of the packages and of the local stack do. */
const notHere =
  /^(npm (create cognito-trigger-suite|install|start|run (build|pack|synth|site|verify-account))|cd |npx cts build|node create\/|npx cdk|npx @cognito-trigger-suite\/local |git |[A-Z_]+=\S+ npm start)/

interface Block {
  readonly kind: string
  readonly body: string
  /** Of the whole block, fences included. */
  readonly raw: string
}

describe.each(pages.filter(({ text }) => /^```(ts|sh|diff)$/m.test(text)))('$file', ({ file, text }) => {
  test('shows files that compile, changes that fit, and commands that print what stands there', async () => {
    const project = await copyStarter()
    const blocks = readBlocks(text)
    let updated = text

    for (const [index, block] of blocks.entries()) {
      if (block.kind === 'ts') await writeBlock(project, block.body)
      if (block.kind === 'diff') await change(project, block.body)
      if (block.kind !== 'sh') continue
      const next = blocks[index + 1]
      const printed = await runLines(project, block.body)
      if (next?.kind !== 'text') continue
      if (process.env['UPDATE_DOCS'] === undefined) expect(printed).toBe(next.body)
      const shown = `${block.raw}\n\n\`\`\`text\n${printed}\`\`\``
      updated = updated.replace(`${block.raw}\n\n${next.raw}`, () => shown)
    }
    const complaints = await compile(project)

    expect(complaints).toBe('')
    if (updated !== text) await writeFile(join(root, file), updated)
  })
})

function readBlocks(text: string): readonly Block[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([raw, kind = '', body = '']) => ({
    kind,
    body,
    raw,
  }))
}

/** A project that `create` would have laid down, with the packages of this repository. */
async function copyStarter(): Promise<string> {
  await mkdir(join(root, '.local'), { recursive: true })
  const project = await mkdtemp(join(root, '.local/guide-'))
  onTestFinished(() => rm(project, { recursive: true, force: true }))
  const parts = ['package.json', 'tsconfig.json', 'triggers', 'test']
  for (const part of parts) await cp(join(root, 'starter', part), join(project, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'))
  return project
}

/** @throws Error for a block that does not begin with the name of its file */
async function writeBlock(project: string, body: string): Promise<void> {
  const [, name, content] = /^\/\/ ([\w./-]+\.ts)\n(.*)$/s.exec(body) ?? []
  if (name === undefined || content === undefined)
    throw new Error(`a block names no file: ${body.slice(0, 60)}`)
  await mkdir(dirname(join(project, name)), { recursive: true })
  await writeFile(join(project, name), content)
}

/** A change names its file in the first line. Its parts are set apart by `@@`. */
async function change(project: string, body: string): Promise<void> {
  const [first = '', ...lines] = body.trimEnd().split('\n')
  const name = /^--- ([\w./-]+)$/.exec(first)?.[1] ?? 'none'
  let content = await readFile(join(project, name), 'utf8')
  for (const part of lines.join('\n').split('\n@@\n')) {
    const pick = (left: string): string =>
      part
        .split('\n')
        .filter((line) => !line.startsWith(left))
        .map((line) => line.slice(1))
        .join('\n')
    expect(content.split(pick('+')), `${name} has once: ${pick('+')}`).toHaveLength(2)
    content = content.replace(pick('+'), () => pick('-'))
  }
  await writeFile(join(project, name), content)
}

async function runLines(project: string, body: string): Promise<string> {
  let printed = ''
  for (const line of body.replaceAll('\\\n', '').trimEnd().split('\n')) {
    const command = line.replace(/\s+#.*$/, '')
    if (notHere.test(command)) continue
    if (command === 'npm test') await runTests(project)
    else printed += await runCts(project, command)
  }
  return printed
}

async function runTests(project: string): Promise<void> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  await run(process.execPath, [vitest, 'run', '--root', project], { cwd: project })
}

/** A process for each command, since a process loads a suite once. */
async function runCts(project: string, command: string): Promise<string> {
  expect(command).toMatch(/^npx cts /)
  const npx = `npx() { shift; "${process.execPath}" "${join(root, 'cli/main.ts')}" "$@"; }`
  const env = { ...process.env, SUITE_FILE: join(project, 'triggers/suite.ts'), npm_lifecycle_event: '' }
  const { stdout, stderr } = await run('bash', ['-c', `set -o pipefail; ${npx}; ${command}`], {
    cwd: project,
    env,
  })
  expect(stderr).toBe('')
  return stdout
}

async function compile(project: string): Promise<string> {
  const tsconfig = {
    extends: './tsconfig.json',
    include: ['triggers', 'my-triggers', 'infra', 'test', join(root, 'local/table/dynalite.d.ts')],
  }
  const file = join(project, 'tsconfig.check.json')
  await writeFile(file, JSON.stringify(tsconfig))
  const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['-p', file]).catch((error: unknown) => ({
    stdout: String(Object(error).stdout),
  }))
  return stdout
}

/** Every command of ours that the documents show is run, and prints what stands there.
 * `UPDATE_DOCS=1 npx vitest run test/cli/documents.test.ts` writes the outputs of today into them. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { commands as commandLine } from '../../cli/commands.ts'
import { shortNames } from '../../cli/fixtures.ts'
import { flowNames, flows } from '../../cli/simulate/flows.ts'
import { exitCodes, exitCodeTexts } from '../../cli/exit-codes.ts'
import { slowMotion } from '../../local/slow-motion.ts'
import { type LocalStack, startStack } from '../../local/stack.ts'
import { maxIdleMs } from '../../triggers/adapters/connection.ts'
import { connectBudgetMs } from '../../triggers/core/connect.ts'
import { cognitoLimitMs, placementMs, returnReserveMs } from '../../triggers/core/deadline.ts'
import { leaseMs } from '../../triggers/domain/effect-record.ts'
import { functionTimeoutMs } from '../../triggers/core/plan.ts'
import { findSuiteFile } from '../../triggers/build/suite-file.ts'
import { readModel } from '../support/built-suite.ts'
import { endAfterAll } from '../support/end-after-all.ts'
import { triggerCalls } from '../support/trigger-calls.ts'
import { findBlocks, replaceOutputs, runBlock } from './document-blocks.ts'
import { normalize } from './golden.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = join(import.meta.dirname, '../..')
/** Where `npm start` puts the Lambda endpoint when nothing else is said. */
const usualEndpoint = 'http://127.0.0.1:4302'
const isUpdate = process.env['UPDATE_DOCS'] !== undefined

const documents = await Promise.all(
  [
    { file: 'docs/synchronous-invocation.md' },
    { file: 'docs/recipes/cli.md' },
    { file: 'docs/recipes/attach.md' },
    { file: 'docs/runbook.md', section: 'Roll back' },
  ].map(async ({ file, section }) => {
    const whole = await readFile(join(root, file), 'utf8')
    const content = whole.split(/^## /m).find((part) => part.startsWith(section ?? '')) ?? ''
    const shown = section === undefined ? whole : content
    const blocks = findBlocks(shown).map((block, index) => ({ ...block, index }))
    return { file, content: shown, blocks, isWhole: section === undefined }
  }),
)

/** Time runs slower, so that a busy machine prints what a free one does. */
const times = 4

const endsWith = endAfterAll()
let stack: LocalStack
let directory: string
let invocations = 0

beforeAll(async () => {
  directory = await temporaryFolder(endsWith)
  const model = await readModel(findSuiteFile(), inject('dist'))
  stack = await startStack({ model, port: 0, slowMotion: slowMotion(times) })
  // Files share a process, and the adapters keep the connection to the table of the file before.
  vi.resetModules()
  endsWith(() => stack.close())
  await writeFile(join(directory, 'stack.json'), JSON.stringify(stack.details))
})

describe.each(documents)('$file', ({ file, content, blocks, isWhole }) => {
  const outputs = new Map<number, string>()

  afterAll(async () => {
    if (isUpdate && isWhole) await writeFile(join(root, file), replaceOutputs(content, outputs))
  })

  test.each(blocks)('block $index prints what stands below it', async ({ commands, output, index }) => {
    const { lambdaEndpoint } = stack.details
    // A simulation waits for nothing that hangs, and has a short limit.
    const slower = commands.includes('cli -- simulate ') ? 5 : 1
    const env = {
      SUITE_STACK_FILE: join(directory, 'stack.json'),
      SUITE_SLOW_MOTION: String(times * slower),
    }

    // What a reader has built is in dist/; what the document is about is beside it.
    const local = commands
      .replaceAll(usualEndpoint, lambdaEndpoint)
      .replaceAll(/triggers\/suite(?:\.before)?\.ts/g, findSuiteFile())
      .replaceAll('cli -- simulate ', `cli -- simulate --bundles ${join(inject('dist'), 'triggers')} `)
    const run = await runBlock(local, { directory, env })

    // A call that its caller has given up keeps its sandbox, and the next one would start another.
    invocations += run.invocations
    await expect.poll(async () => (await triggerCalls(stack.details)).length).toBe(invocations)
    const shown = run.printed.replaceAll(lambdaEndpoint, usualEndpoint)
    outputs.set(index, shown)
    expect(run.errors).toBe('')
    if (output === undefined) expect(run.exitCode).toBe(0)
    else if (!isUpdate) expect(normalize(shown)).toBe(normalize(output))
  })
})

describe('docs/synchronous-invocation.md', () => {
  const [page] = documents
  const content = page?.content ?? ''

  test('calls the AWS CLI with the functions and the endpoint of a stack that is started as it says', () => {
    const names = [...content.matchAll(/--function-name (\S+)/g)].map(([, name]) => name)
    const endpoints = new Set([...content.matchAll(/--endpoint-url (\S+)/g)].map(([, url]) => url))
    const live = new Set(Object.values(stack.details.functions).map((name) => `${name}:live`))

    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => name === undefined || !live.has(name))).toEqual([])
    expect([...endpoints]).toEqual([usualEndpoint])
  })

  test('names the limits of the code', () => {
    const limits = {
      cognitoLimitMs,
      functionTimeoutMs,
      placementMs,
      connectBudgetMs,
      returnReserveMs,
      maxIdleMs,
      leaseMs,
    }
    for (const [name, limitMs] of Object.entries(limits)) {
      const row = content.split('\n').find((line) => line.includes(`| \`${name}\``))
      expect(row, name).toContain(`${limitMs.toLocaleString('en-US')} ms`)
    }
  })
})

test('docs/recipes/cli.md names every short name of an event, flow and command', () => {
  const content = documents[1]?.content ?? ''
  const names = shortNames.map((name) => `\`${name}\``).join(', ')

  expect(content.replaceAll('\n', ' ')).toContain(`standard input, or one of ${names}. `)
  expect(flowNames.filter((name) => !content.includes(`| \`${name}\` | ${flows[name].summary} |`))).toEqual(
    [],
  )
  const program = new Command()
  for (const add of commandLine) add(program, () => () => Promise.resolve())
  expect(program.commands.map((each) => each.name()).filter((name) => !content.includes(name))).toEqual([])
})

test('docs/recipes/cli.md names every exit code', () => {
  const content = documents[1]?.content ?? ''
  const rows = Object.entries(exitCodes).map(
    ([name, code]) => `| ${code} | ${Object.entries(exitCodeTexts).find(([key]) => key === name)?.[1]} |`,
  )

  expect(rows.filter((row) => !content.includes(row))).toEqual([])
})

/** What the guides say of exports and of cost follows from manifests, code and arithmetic. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { callersFile, withCallers } from '../../scripts/callers-table.ts'
import { exportsFile, renderExports } from '../../scripts/exports.ts'
import { metricNames, versionMetricNames } from '../../triggers/core/report.ts'
import { eventFixture } from '../../triggers/testing/golden-events.ts'
import { workerMetrics, workerVersionMetrics } from '../../triggers/provisioning-worker/report.ts'

test('docs/guide/exports.md is what the packages export: run `node scripts/exports.ts` when it is not', async () => {
  expect(await readFile(exportsFile, 'utf8')).toBe(renderExports())
})

test('the table of callers is that of the code: run `node scripts/callers-table.ts` when it is not', async () => {
  const text = await readFile(callersFile, 'utf8')

  expect(withCallers(text)).toBe(text)
})

const cost = await readFile(join(import.meta.dirname, '../../docs/guide/cost.md'), 'utf8')
const tables = cost.split('\n\n').filter((part) => part.startsWith('| what | how many |'))

/** Cells of one row. */
function read(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('*', '').trim())
}

describe.each(tables)('%s', (table) => {
  const rows = table.split('\n').slice(2).map(read)
  const parts = rows.slice(0, -1).map(([, count = '', each = '', dollars = '']) => ({ count, each, dollars }))

  test('multiplies rightly', () => {
    const wrong = parts.filter(
      ({ count, each, dollars }) => (Number(count) * Number(each)).toFixed(2) !== dollars,
    )

    expect(wrong).toEqual([])
  })

  test('adds up before it rounds', () => {
    const sum = parts.reduce((total, { count, each }) => total + Number(count) * Number(each), 0)

    expect(rows.at(-1)?.[3]).toBe(sum.toFixed(2))
  })

  test('has only prices that the page gives with their source', () => {
    const prices = new Set(
      [...cost.matchAll(/^\| [^|]+ \| ([\d.]+) \| (?:\[AWS\]|the same)/gm)].map(([, price]) => price),
    )

    expect(parts.filter(({ each }) => !prices.has(each))).toEqual([])
  })
})

test('a pre sign-up without facts needs no variable, as docs/guide/existing-pool.md says', async () => {
  const file = join(inject('dist'), 'triggers/pre-sign-up/index.mjs')
  const script = `const { handler } = await import(${JSON.stringify(file)})
    const context = { awsRequestId: 'one', getRemainingTimeInMillis: () => 4_000 }
    const { response } = await handler(${JSON.stringify(eventFixture('PreSignUp_SignUp'))}, context)
    process.stdout.write(JSON.stringify(response) + '\\n')`

  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: {},
  })

  expect(stdout.split('\n')).toContain(
    '{"autoConfirmUser":false,"autoVerifyEmail":false,"autoVerifyPhone":false}',
  )
})

test('docs/guide/cost.md counts the metrics of the code', () => {
  const functions =
    3 * (metricNames.length + versionMetricNames.length) + workerMetrics.length + workerVersionMetrics.length

  expect(cost).toContain(`| metrics: six of each function, three of its version | ${functions} |`)
  expect(tables).toHaveLength(4)
})

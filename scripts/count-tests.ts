/** Prints `N passed, N failed` from vitest's JSON report. It fails when a test failed, no test ran, or a check before
 * failed. */
import { readFileSync } from 'node:fs'
import { isObject } from '../triggers/core/json.ts'

const [file = 'reports/vitest.json', failedBefore = '0'] = process.argv.slice(2)
const report = readReport(file)
const passed = countOf('numPassedTests')
// A file that cannot be loaded has no tests that could fail.
const brokenFiles = Math.max(0, countOf('numFailedTestSuites') > 0 && countOf('numFailedTests') === 0 ? 1 : 0)
const failed = countOf('numFailedTests') + brokenFiles
const skipped = countOf('numPendingTests') + countOf('numTodoTests')

if (failedBefore !== '0') process.stdout.write('A check or the test run failed; see above.\n')
if (passed === 0) process.stdout.write('No test ran.\n')
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
process.exitCode = failed > 0 || passed === 0 || failedBefore !== '0' ? 1 : 0

function countOf(name: string): number {
  const count = report[name]
  return typeof count === 'number' ? count : 0
}

function readReport(path: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isObject(content) ? content : {}
  } catch {
    process.stdout.write(`${path} cannot be read as a report of vitest.\n`)
    return {}
  }
}

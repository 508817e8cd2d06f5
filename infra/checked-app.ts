/** The app as the CDK runs it: the suite is type-checked before it is synthesized. `npm start` checks it beside. */
import { checkSuite } from '../scripts/check-suite.ts'
import { findSuiteFile } from '../scripts/suite-file.ts'

try {
  const tell = (why: string): boolean => process.stderr.write(`${why}\n`)
  await checkSuite(findSuiteFile(), { onUnchecked: tell })
  await import('./app.ts')
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

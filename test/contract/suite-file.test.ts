import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findSuiteFile, importSuite } from '../../scripts/suite-file.ts'

const root = join(import.meta.dirname, '../..')

test.each([
  [{}, 'triggers/suite.ts'],
  [{ SUITE_FILE: 'test/suites/shipped.ts' }, 'test/suites/shipped.ts'],
  [{ SUITE_FILE: join(root, 'test/suites/shipped.ts') }, 'test/suites/shipped.ts'],
])('of %j the suite is %s', (environment, file) => {
  expect(findSuiteFile(environment)).toBe(join(root, file))
})

test.each(['', 'triggers', 'triggers/suit.ts', 'triggers/suite.ts/more'])(
  'a SUITE_FILE %j is refused, and not taken for triggers/suite.ts',
  (name) => {
    expect(() => findSuiteFile({ SUITE_FILE: name })).toThrow(
      `SUITE_FILE is ${JSON.stringify(name)}, which is no file: name one such as triggers/suite.ts, or unset it.`,
    )
  },
)

test('a suite that lacks a function is refused by its name', async () => {
  await expect(importSuite(join(root, 'test/cli/suites/before.ts'))).rejects.toThrow(
    /before\.ts exports no function postConfirmation: write it as triggers\/suite\.ts does\.$/,
  )
})

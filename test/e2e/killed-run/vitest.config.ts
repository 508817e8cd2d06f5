/** A run of one test that never ends, for `killed-run.test.ts` to kill. */
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = join(import.meta.dirname, '../../..')

export default defineConfig({
  root,
  test: {
    include: ['test/e2e/killed-run/never-ends.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/hermetic.ts'],
    testTimeout: 0,
    pool: 'forks',
  },
})

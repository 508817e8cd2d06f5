/** The tests that mutants of pre sign-up have to get past: those that need no bundle and no server. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/unit/pre-sign-up/*.test.ts', 'test/corpus/*.test.ts'],
    exclude: ['test/unit/pre-sign-up/random-events.test.ts'],
    setupFiles: ['test/support/hermetic.ts'],
    pool: 'forks',
  },
})

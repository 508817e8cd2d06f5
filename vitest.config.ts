import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/hermetic.ts'],
    // These bounds decide nothing: they only say that something hangs, on a busy machine too.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    expect: { poll: { interval: 5, timeout: 120_000 } },
    pool: 'forks',
    // By default a machine of two cores gets one worker, and half of the tests' time is waiting.
    maxWorkers: 2,
  },
})

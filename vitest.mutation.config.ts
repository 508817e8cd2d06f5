/** The tests that mutants of the area in `AREA` have to get past. */
import { defineConfig } from 'vitest/config'
import { mutationAreas } from './scripts/mutation-areas.ts'

const area = Object.entries(mutationAreas).find(([name]) => name === (process.env['AREA'] ?? 'pre-sign-up'))

export default defineConfig({
  test: {
    include: [...(area?.[1].tests ?? [])],
    // Properties over random models and whole stacks take seconds each, and what they find the other files say by name.
    exclude: [
      '**/random-events.test.ts',
      '**/{accepted,failures}.property.test.ts',
      '**/{million-users,commands,restored-table}.test.ts',
    ],
    setupFiles: ['test/support/hermetic.ts'],
    // It decides nothing: it only says that something hangs.
    testTimeout: 120_000,
    pool: 'forks',
  },
})

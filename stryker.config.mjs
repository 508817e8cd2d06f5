/** Mutants of one area of scripts/mutation-areas.ts: `AREA=client npx stryker run`; with `SHARE=1/4` those of the first of
 * four shares of its lines, which take an hour together where the whole takes an afternoon. */
import { mutationAreas, shareOf } from './scripts/mutation-areas.ts'

const area = process.env['AREA'] ?? 'pre-sign-up'
if (!Object.hasOwn(mutationAreas, area))
  throw new Error(`AREA=${area} is none of ${Object.keys(mutationAreas).join(', ')}.`)

export default {
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: shareOf(mutationAreas[area].mutate, process.env['SHARE'] ?? '1/1'),
  tsconfigFile: 'typescript-7-has-no-api.json',
  disableTypeChecks: false,
  // What runs once, while a module loads, is the strict reader's: the walk in test/unit/options mutates options instead.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  // It decides nothing: a busy machine takes its time.
  dryRunTimeoutMinutes: 60,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: `reports/mutation-${area}.json` },
  tempDirName: 'reports/stryker',
  cleanTempDir: 'always',
  ignorePatterns: ['dist', 'cdk.out', '.local', 'reports', 'coverage', 'docs', 'infra', 'bench'],
  clearTextReporter: { logTests: false, reportTests: false, reportScoreTable: true },
}

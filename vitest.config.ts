import { globSync, readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Which folders of `test/` a project runs, and whether its tests read the bundles in `dist`. */
const projects = {
  // No build, no server, no child process.
  unit: { folders: ['unit', 'corpus', 'exploration'], needsBundles: false },
  contract: {
    folders: ['contract', 'bundles', 'cli', 'client', 'clients', 'docs'],
    needsBundles: true,
  },
  // One process a file: the adapters of a suite connect once, and each file has a stack of its own.
  reconcile: { folders: ['reconcile'], needsBundles: true, isolate: true },
  infra: { folders: ['infra'], needsBundles: false },
  local: { folders: ['local'], needsBundles: false },
  e2e: { folders: ['e2e', 'faults', 'journeys'], needsBundles: false },
  packages: { folders: ['packages'], needsBundles: false },
  browser: { folders: ['browser'], needsBundles: false },
  // What a team has made of `starter/triggers/suite.ts` and cdk.json, which no other project looks at.
  suite: { folders: ['suite'], needsBundles: false },
}

/** The team's tests of its own rules. */
const ofStarter = 'starter/test/**/*.test.ts'

/** Folders whose tests are not this repository's. */
const notOurs = ['**/node_modules', 'out', 'dist', 'cdk.out', 'reports', 'coverage', '.*']

refuseUnknownProjects()
for (const folder of listFoldersOfTests()) {
  const owners = Object.values(projects).filter(({ folders }) => folders.includes(folder))
  if (owners.length !== 1)
    throw new Error(`${owners.length} projects of vitest.config.ts run test/${folder}: name it in one.`)
}

const full = process.env['FULL'] ?? ''
if (full !== '' && full !== '1') throw new TypeError(`FULL is '${full}': set it to 1 or not at all.`)

// Workers and the processes that tests start compile what they share once.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compile')
enableCompileCache(process.env['NODE_COMPILE_CACHE'])

const everywhere = {
  setupFiles: ['test/support/hermetic.ts'],
  // These bounds decide nothing: they only say that something hangs, on a busy machine too.
  testTimeout: full === '1' ? 7_200_000 : 180_000,
  hookTimeout: 300_000,
  expect: { poll: { interval: 5, timeout: 120_000 } },
  pool: 'forks' as const,
  // A file leaves its process as it was, and the next one finds every module loaded.
  isolate: false,
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/slowest-files.ts'],
    // By default a machine of two cores gets one worker, and half of the tests' time is waiting.
    maxWorkers: 3,
    teardownTimeout: 60_000,
    projects: Object.entries(projects).map(([name, { folders, needsBundles, ...own }]) => ({
      test: {
        ...everywhere,
        ...own,
        name,
        include: [
          ...folders.map((folder) => `test/${folder}/**/*.test.ts`),
          ...(name === 'suite' ? [ofStarter] : []),
        ],
        globalSetup: [
          ...(needsBundles ? ['test/support/build-bundles.ts'] : []),
          ...(name === 'packages' ? ['test/packages/pack-once.ts'] : []),
        ],
      },
    })),
  },
})

/** @throws Error when a file has the name of a test that no project would run */
function listFoldersOfTests(): readonly string[] {
  const files = globSync('**/*.{ts,js,mts,mjs,cts,cjs,tsx,jsx}', {
    cwd: import.meta.dirname,
    exclude: notOurs,
  }).filter(isTest)
  const folders = files.map((file) => {
    const folder = /^starter[/\\]test[/\\].*\.test\.ts$/.test(file)
      ? 'suite'
      : /^test[/\\]([^/\\]+)[/\\].*\.test\.ts$/.exec(file)?.[1]
    if (folder === undefined)
      throw new Error(`${file} would never run: a test is a *.test.ts file in a folder of test/.`)
    return folder
  })
  return [...new Set(folders)]
}

/** By its name, or, where tests are, by a `test(` or `describe(` at the beginning of a line. The run that is killed has a
 * configuration of its own. */
function isTest(file: string): boolean {
  if (/(?:[._-](?:test|spec)|[._](?:tests|specs))\.\w+$/i.test(file.split(/[/\\]/).at(-1) ?? '')) return true
  return (
    /^test[/\\](?!e2e[/\\]killed-run[/\\])/.test(file) &&
    /^(?:test|it|describe)(?:\.\w+)*\(/m.test(readFileSync(join(import.meta.dirname, file), 'utf8'))
  )
}

/** vitest runs the other projects, and says nothing of the one that it does not know. */
function refuseUnknownProjects(): void {
  const names = process.argv.flatMap((argument, index, all) => {
    if (argument === '--project') return [all[index + 1] ?? '']
    return argument.startsWith('--project=') ? [argument.slice('--project='.length)] : []
  })
  const unknown = names.find((name) => !/[*!]/.test(name) && !Object.hasOwn(projects, name))
  if (unknown !== undefined)
    throw new Error(`There is no project '${unknown}': it is one of ${Object.keys(projects).join(', ')}.`)
}

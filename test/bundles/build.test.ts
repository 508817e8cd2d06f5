/** How builds end. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { suiteFunctions } from '../../triggers/registry.ts'

const required = suiteFunctions.flatMap(({ name, isOptional }) => (isOptional ? [] : [name]))
const buildFile = join(import.meta.dirname, '../../triggers/build/build.ts')

test('a build that fails leaves no folder and lets another go on; esbuild ends after the last', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'build-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const script = `
    import { readFileSync } from 'node:fs'
    import { setTimeout } from 'node:timers/promises'
    const { buildTriggers } = await import(${JSON.stringify(buildFile)})
    const ended = await Promise.allSettled([
      buildTriggers(process.cwd() + '/failed', { suiteFile: '/no/such/suite.ts' }),
      buildTriggers(process.cwd() + '/built'),
    ])
    // A process that was told to end is a child until it has ended.
    while (readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8') !== '') await setTimeout(5)
    process.stdout.write(JSON.stringify(ended.map(({ reason }) => reason?.message ?? null)))
  `

  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: directory,
    timeout: 120_000,
  })

  expect(JSON.parse(stdout)).toEqual([expect.stringMatching(/does not build: .*no\/such\/suite\.ts/), null])
  expect(await readdir(directory)).toEqual(['built'])
  expect((await readdir(join(directory, 'built/triggers'))).toSorted()).toEqual(
    [...required, 'rehearsal'].toSorted(),
  )
})

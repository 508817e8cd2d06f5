/** How builds end. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { buildTriggers } from '../../triggers/build/build.ts'
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

test('an edit of one rule changes the bundle of its trigger and no other, not even a name in it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'build-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const root = join(import.meta.dirname, '../..')
  const suiteFile = join(directory, 'suite.ts')
  await writeFile(
    suiteFile,
    `import { definePreSignUp } from '${root}/triggers/pre-sign-up/define.ts'
import { rule } from './rule.ts'
export { postConfirmation, preTokenGeneration, provisioningWorker } from '${root}/test/suites/shipped.ts'
export const preSignUp = () => definePreSignUp({ rules: [rule] })
`,
  )
  // Counts of letters decide which short names a bundle has.
  const buildWith = async (text: string): Promise<ReadonlyMap<string, string>> => {
    await writeFile(
      join(directory, 'rule.ts'),
      `const denial = { code: 'a', texts: { en: '${text}' }, reason: 'b' }
export const rule = { name: 'own', sources: ['PreSignUp_SignUp'], decide: () => ({ kind: 'deny', denial }) }
`,
    )
    const out = join(directory, 'out')
    const built = await buildTriggers(out, { suiteFile, acceptsSuite: false })
    const read = built.map(
      async ({ name }) => [name, await readFile(join(out, 'triggers', name, 'index.mjs'), 'utf8')] as const,
    )
    return new Map(await Promise.all(read))
  }

  const before = await buildWith('a text')
  const after = await buildWith('zqxj'.repeat(500))

  const changed = [...before].flatMap(([name, code]) => (after.get(name) === code ? [] : [name]))
  expect(changed).toEqual(['pre-sign-up'])
})

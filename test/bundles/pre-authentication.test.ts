/** The bundle of pre authentication, with all of its rules. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { buildTriggers } from '../../triggers/build/build.ts'

test('it is at most 30 KB, 12.5 KB compressed, and holds no check of options', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pre-authentication-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const suiteFile = join(import.meta.dirname, '../suites/pre-authentication.ts')
  await buildTriggers(join(directory, 'dist'), { suiteFile, acceptsSuite: false })

  const code = await readFile(join(directory, 'dist/triggers/pre-authentication/index.mjs'))
  const meta = await readFile(join(directory, 'dist/meta/pre-authentication.json'), 'utf8')
  const { outputs } = JSON.parse(meta)
  const [output] = Object.values<{ readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>(
    outputs,
  )
  const held = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [path] : [],
  )
  expect(code.length).toBeLessThan(30_720)
  expect(gzipSync(code).length).toBeLessThan(12_800)
  expect(held).toContain('triggers/pre-authentication/trigger.ts')
  expect(held.filter((path) => /node_modules|\/options/.test(path))).toEqual([])
})

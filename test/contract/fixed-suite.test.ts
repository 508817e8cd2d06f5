/** What a team edits, `triggers/suite.ts` and cdk.json, decides no test of the product: only those in test/suite look at it. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { findSuiteFile } from '../../triggers/build/suite-file.ts'

const root = join(import.meta.dirname, '../..')

test('no test of the product imports triggers/suite.ts, directly or by way of another file', async () => {
  const found = await findFiles((file) => !file.startsWith('test/suite/'))

  expect(found).not.toContain('starter/triggers/suite.ts')
  expect(found).toContain('test/suites/shipped.ts')
})

test('the tests of the suite that is deployed import triggers/suite.ts', async () => {
  expect(await findFiles((file) => file.startsWith('test/suite/'))).toContain('starter/triggers/suite.ts')
})

test('no test of the product reads what a team edits or builds', async () => {
  const files = await listFiles((file) => !file.startsWith('test/suite/'))
  const own =
    /\(root, '(starter\/triggers\/suite\.ts|cdk\.json|dist)\b|\.\.\/(starter\/triggers\/suite\.ts|cdk\.json|dist)\b/

  const reading = await Promise.all(
    files.map(async (file) => (own.test(await readFile(join(root, file), 'utf8')) ? [file] : [])),
  )

  expect(reading.flat()).toEqual([])
})

test('what a test starts, reads the suite as it comes and a pool without settings', () => {
  expect(findSuiteFile()).toBe(join(root, 'test/suites/shipped.ts'))
  expect(JSON.parse(process.env['CDK_CONTEXT_JSON'] ?? 'null')).toEqual({ stage: 'dev', pool: {} })
})

/** Whatever the test files that `isMeant` import, and what that imports, to the end. */
async function findFiles(isMeant: (file: string) => boolean): Promise<readonly string[]> {
  const files = await listFiles(isMeant)
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: files.map((file) => `import './${file}'`).join('\n'), resolveDir: root },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // A file without side effects would be left out before its imports are read.
    ignoreAnnotations: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  return Object.keys(metafile.inputs)
}

async function listFiles(isMeant: (file: string) => boolean): Promise<readonly string[]> {
  const files: string[] = []
  for await (const file of glob('test/**/*.ts', { cwd: root })) if (isMeant(file)) files.push(file)
  return files
}

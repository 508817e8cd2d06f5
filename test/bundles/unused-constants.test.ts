/** What a suite makes at the top of a file is only in the bundles that need it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { buildTriggers } from '../../triggers/build/build.ts'
import { constantsWithoutEffects, markConstants } from '../../triggers/build/mark-constants.ts'
import { isObject } from '../../triggers/core/json.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'unused-constants-'))
  return () => rm(directory, { recursive: true })
})

/** The files in a bundle, with their bytes. */
async function filesIn(dist: string, name: string): Promise<readonly string[]> {
  const meta: unknown = JSON.parse(await readFile(join(dist, 'meta', `${name}.json`), 'utf8'))
  const [output] = isObject(meta) && isObject(meta['outputs']) ? Object.values(meta['outputs']) : []
  const inputs = isObject(output) && isObject(output['inputs']) ? Object.entries(output['inputs']) : []
  return inputs
    .flatMap(([path, input]) => (isObject(input) && Number(input['bytesInOutput']) > 0 ? [path] : []))
    .sort()
}

test('a rule with a dependency of its own, made at the top of its file, adds nothing to the bundles of other triggers', async () => {
  const dist = join(directory, 'dist')
  const suiteFile = join(import.meta.dirname, '../journeys/suites/own-dependency.ts')
  await buildTriggers(dist, { suiteFile, acceptsSuite: false })

  expect(await filesIn(dist, 'pre-sign-up')).toContain('triggers/adapters/own-service.ts')
  for (const name of ['pre-token-generation', 'post-confirmation', 'provisioning-worker', 'rehearsal'])
    expect(await filesIn(dist, name)).toEqual(await filesIn(inject('dist'), name))
})

describe('a bundle', () => {
  const bundle = async (code: string): Promise<string> => {
    const file = join(directory, 'given.ts')
    await writeFile(file, code)
    const { outputFiles } = await build({
      stdin: { contents: "import { used } from './given.ts'\nuse(used)", resolveDir: directory },
      bundle: true,
      minifySyntax: true,
      minifyWhitespace: true,
      format: 'esm',
      write: false,
      plugins: [constantsWithoutEffects],
    })
    return outputFiles[0]?.text.trim() ?? ''
  }

  test.each([
    ['a call', "const a = make({\n  key: secret('/key'),\n})\n\nconst b = make({ actions: a.actions })"],
    ['a list', 'export const a: readonly object[] = [\n  make(1),\n\n  make(2),\n]'],
    ['an object', 'export const a = {\n  b: make(1),\n} as const satisfies object;'],
    ['a type', 'const a = make<{ readonly b: 1 }>(\n  other,\n)'],
  ])('lacks %s that no used constant needs', async (_, code) => {
    expect(await bundle(`${code}\nexport const used = make(3)`)).toBe('var used=make(3);use(used);')
  })

  test('has what a used constant needs, and a statement that is no constant', async () => {
    const code = 'const a = make(1)\nexport const used = make({\n  a,\n})\nlog(2)'

    expect(await bundle(code)).toBe('var a=make(1),used=make({a});log(2);use(used);')
  })

  test.each([
    ['a text', 'const a = `\nconst b = make(1)\n`\nexport const used = a', 'const b = make(1)'],
    ['a text that ends a call', 'export const used = make(`\nb`)', 'make(`\nb`)'],
    ['an awaited value', 'export const used = make(await other)', 'make(await other)'],
  ])('keeps %s as it is', async (_, code, kept) => {
    expect(await bundle(code)).toContain(kept)
  })
})

test('a mark adds no line', () => {
  const code = 'const a = make({\n  b,\n})\n\n\nconst c = 1\nexport const d = make(2)\n'

  expect(markConstants(code).split('\n')).toHaveLength(code.split('\n').length)
})

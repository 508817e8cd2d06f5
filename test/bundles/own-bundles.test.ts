/** What a part of a suite makes is in the bundle of that part alone. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, inject, test } from 'vitest'
import { buildTriggers } from '../../triggers/build/build.ts'
import { isObject } from '../../triggers/core/json.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'own-bundles-'))
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

test('a rule with a dependency of its own, made by its part, adds nothing to the bundles of other triggers', async () => {
  const dist = join(directory, 'dist')
  const suiteFile = join(import.meta.dirname, '../journeys/suites/own-dependency.ts')
  await buildTriggers(dist, { suiteFile, acceptsSuite: false })

  expect(await filesIn(dist, 'pre-sign-up')).toContain('triggers/adapters/own-service.ts')
  for (const name of ['pre-token-generation', 'post-confirmation', 'provisioning-worker', 'rehearsal'])
    expect(await filesIn(dist, name)).toEqual(await filesIn(inject('dist'), name))
})

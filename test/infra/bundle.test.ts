/** What is deployed is built from the sources whose plans are deployed. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { findBundle } from '../../infra/bundle.ts'
import { buildTriggers } from '../../triggers/build/build.ts'
import { writeDummyBundles } from './dummy-bundles.ts'
import { synthesizeSuite } from './synthesize-suite.ts'

const root = join(import.meta.dirname, '../..')
let directory: string
let bundles: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bundle-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  bundles = join(directory, 'dist/triggers')
})

describe('bundles of a suite', () => {
  test('are taken as they were built, and refused in one sentence when the suite has changed since', async () => {
    const suiteFile = join(directory, 'suite.ts')
    const shipped = `export * from ${JSON.stringify(join(root, 'test/suites/shipped.ts'))}\n`
    writeFileSync(suiteFile, shipped)
    await buildTriggers(join(directory, 'dist'), { suiteFile })

    expect(() => synthesizeSuite({ bundleDirectory: bundles })).not.toThrow()
    expect(() => synthesizeSuite({ bundleDirectory: bundles, suite: suiteFile })).not.toThrow()

    writeFileSync(suiteFile, `${shipped}// a rule more\n`)
    expect(() => synthesizeSuite({ bundleDirectory: bundles })).toThrow(
      new TypeError(
        `Bundle ${bundles}/pre-sign-up/index.mjs was built before ${relative(root, suiteFile)} changed: run \`npm run build\` again.`,
      ),
    )
    writeFileSync(suiteFile, shipped)
    const plansFile = join(directory, 'dist/meta/plans.json')
    const plans = readFileSync(plansFile, 'utf8')
    writeFileSync(plansFile, plans.replace('"groups":', '"grups":'))
    expect(() => synthesizeSuite({ bundleDirectory: bundles })).toThrow(
      new TypeError(`${plansFile} is not what this version builds: run \`npm run build\` again.`),
    )
    writeFileSync(plansFile, plans)
    appendFileSync(join(bundles, 'pre-token-generation/index.mjs'), '\n')
    expect(() => synthesizeSuite({ bundleDirectory: bundles })).toThrow(
      new TypeError(
        `Bundle ${bundles}/pre-token-generation/index.mjs is not the one that was built: run \`npm run build\` again.`,
      ),
    )
    rmSync(suiteFile)
    expect(() => synthesizeSuite({ bundleDirectory: bundles })).toThrow('run `npm run build` again')
  })
})

test('bundles of another suite than the one that is deployed are refused', () => {
  const { dir, remove } = writeDummyBundles()
  onTestFinished(remove)

  expect(() => synthesizeSuite({ bundleDirectory: dir, suite: 'other/suite.ts' })).toThrow(
    new TypeError(
      `${dir} was built from test/suites/shipped.ts, but the suite to deploy is other/suite.ts: build that one.`,
    ),
  )
})

test.each([
  ['is missing', undefined],
  ['is no JSON', '{'],
  ['lists no sources', '{"inputs":{}}'],
])('a bundle of which the note of what it is made of %s is refused', (_, meta) => {
  mkdirSync(join(bundles, 'pre-sign-up'), { recursive: true })
  writeFileSync(join(bundles, 'pre-sign-up/index.mjs'), '')
  mkdirSync(join(directory, 'dist/meta'))
  if (meta !== undefined) writeFileSync(join(directory, 'dist/meta/pre-sign-up.json'), meta)

  expect(() => findBundle(bundles, 'pre-sign-up')).toThrow(
    `Nothing says what ${bundles}/pre-sign-up/index.mjs was built from: run \`npm run build\`, and keep its folder meta.`,
  )
})

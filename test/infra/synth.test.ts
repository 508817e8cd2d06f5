/** The app as `npm run synth` runs it: in a process of its own, offline, with validation, which takes most of the time. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, expect, test } from 'vitest'

import type { SuiteStack } from '../../infra/suite-stack.ts'
import { writeDummyBundles } from './dummy-bundles.ts'
import type { DummyBundles } from './dummy-bundles.ts'
import { readFeatureFlags, synthesizeSuite } from './synthesize-suite.ts'

const appFile = fileURLToPath(new URL('../../starter/infra/app.ts', import.meta.url))

let bundles: DummyBundles
let outputDir: string
beforeAll(() => {
  bundles = writeDummyBundles()
  outputDir = mkdtempSync(join(tmpdir(), 'synth-'))
})
afterAll(() => {
  bundles.remove()
  rmSync(outputDir, { recursive: true, force: true })
})

test('app synthesizes without findings', () => {
  const { status, stderr } = synthesize({ bundleDirectory: bundles.dir })

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('app ends with one sentence and code 1 when the bundles are missing', () => {
  const { status, stderr } = synthesize({ bundleDirectory: 'no/bundles' })

  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'no/meta/plans.json is missing: run `npm run build` first, and keep its folder meta.\n',
  })
})

test('synthesis names the cycle when a trigger is granted its pool through its default policy', () => {
  const grantItsPool = ({ suite }: SuiteStack): void =>
    suite.triggers
      .get('post-confirmation')
      ?.allow(['cognito-idp:AdminAddUserToGroup'], suite.userPool.pool.userPoolArn)

  expect(() => synthesizeSuite({}, 'dev', grantItsPool)).toThrow(
    /cycle: SuiteUsersPool\w+ -> SuitePostConfirmationFunctionAliaslive\w+ -> SuitePostConfirmationFunction\w+ -> SuitePostConfirmationRoleDefaultPolicy\w+ -> SuiteUsersPool\w+:/,
  )
})

function synthesize(context: Readonly<Record<string, unknown>>) {
  return spawnSync(process.execPath, [appFile], {
    encoding: 'utf8',
    env: {
      ...process.env,
      CDK_OUTDIR: outputDir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...readFeatureFlags(), ...context }),
    },
  })
}

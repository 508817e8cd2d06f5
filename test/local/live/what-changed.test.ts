/** Which settings of cdk.json are told. */
import { expect, test } from 'vitest'
import { changedSettings } from '../../../local/live/what-changed.ts'

const before = {
  app: 'node infra/app.ts',
  output: 'cdk.out',
  context: { '@aws-cdk/core:checkSecretUsage': true, stage: 'dev', pool: { selfSignUp: true } },
}

test('of a replaced file the settings of the team are named, and no flags of the CDK', () => {
  expect(
    changedSettings(before, { app: before.app, context: { stage: 'dev', pool: { selfSignUp: false } } }),
  ).toEqual(['pool.selfSignUp'])
})

test.each([
  ['a setting that is gone', { ...before, context: { pool: { selfSignUp: true } } }, ['stage']],
  ['a new setting', { ...before, context: { ...before.context, suiteFile: 'a.ts' } }, ['suiteFile']],
  ['another app', { ...before, app: 'node app.ts' }, ['app']],
  ['no context', { app: before.app }, ['stage', 'pool.selfSignUp']],
  ['what the CLI looked up', { ...before, context: { ...before.context, 'vpc-provider:account=1': {} } }, []],
  ['the same', { ...before }, []],
])('%s', (_, after, told) => {
  expect(changedSettings(before, after)).toEqual(told)
})

/** What every trigger's function promises. */
import { join } from 'node:path'

import { Template } from 'aws-cdk-lib/assertions'
import { App, Stack } from 'aws-cdk-lib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { TriggerFunction } from '../../infra/trigger-function.ts'
import type { TriggerFunctionProps } from '../../infra/trigger-function.ts'
import { writeDummyBundles } from './dummy-bundles.ts'
import type { DummyBundles } from './dummy-bundles.ts'
import { findOnly } from './synthesize-suite.ts'

const functionType = 'AWS::Lambda::Function'

describe('trigger function', () => {
  let bundles: DummyBundles
  beforeAll(() => {
    bundles = writeDummyBundles()
  })
  afterAll(() => bundles.remove())

  function synthesize(props: Partial<TriggerFunctionProps> = {}): Template {
    const stack = new Stack(
      new App({ builtinCloudFormationValidation: false, outdir: join(bundles.dir, 'assembly') }),
      'Stack',
    )
    const trigger: TriggerFunctionProps = {
      trigger: 'pre-sign-up',
      bundleDirectory: bundles.dir,
      retainLogs: false,
      ...props,
    }
    return Template.fromStack(Stack.of(new TriggerFunction(stack, 'Trigger', trigger)))
  }

  test('runs on Node.js 24 and arm64', () => {
    const template = synthesize()

    expect(findOnly(template, functionType).Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
    })
  })

  test('is stopped by Lambda after 4 s, before Cognito gives up', () => {
    const template = synthesize()

    expect(findOnly(template, functionType).Properties).toMatchObject({ Timeout: 4, MemorySize: 512 })
  })

  test('has no environment unless it is given one', () => {
    const template = synthesize()

    expect(findOnly(template, functionType).Properties).not.toHaveProperty('Environment')
  })

  test('passes its own JSON lines on unwrapped, to its own log group', () => {
    const template = synthesize()

    expect(findOnly(template, functionType).Properties).toMatchObject({
      LoggingConfig: { LogFormat: 'Text', LogGroup: { Ref: expect.stringMatching('^TriggerLogs') } },
    })
  })

  test('keeps its log lines for a month by default', () => {
    const template = synthesize()

    expect(findOnly(template, 'AWS::Logs::LogGroup').Properties).toMatchObject({ RetentionInDays: 30 })
  })

  test('keeps its log group when data is retained', () => {
    const template = synthesize({ retainLogs: true })

    expect(findOnly(template, 'AWS::Logs::LogGroup')).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
    })
  })

  test('keeps the version before, so that a rollback has a target', () => {
    const template = synthesize()

    expect(findOnly(template, 'AWS::Lambda::Version')).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
    })
  })

  test('has an alias named live on its newest version', () => {
    const template = synthesize()

    expect(findOnly(template, 'AWS::Lambda::Alias').Properties).toMatchObject({
      Name: 'live',
      FunctionVersion: { 'Fn::GetAtt': [expect.stringMatching('CurrentVersion'), 'Version'] },
    })
  })

  test('says by a tag which trigger it is', () => {
    const template = synthesize()

    expect(findOnly(template, functionType).Properties).toMatchObject({
      Tags: [{ Key: 'suite:trigger', Value: 'pre-sign-up' }],
    })
  })

  test('has a role without managed policies', () => {
    const template = synthesize()

    expect(findOnly(template, 'AWS::IAM::Role').Properties).not.toHaveProperty('ManagedPolicyArns')
  })

  test('fails with one sentence when its bundle is missing', () => {
    const build = () => synthesize({ bundleDirectory: 'no/such/folder' })

    expect(build).toThrow(
      new TypeError('Bundle no/such/folder/pre-sign-up/index.mjs is missing: run `npm run build` first.'),
    )
  })
})

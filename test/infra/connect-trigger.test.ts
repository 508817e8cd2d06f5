/** How the pool reaches its functions, and who else does not. */
import { describe, expect, test } from 'vitest'

import type { PreTokenGenerationVersion } from '../../infra/pool-props.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

describe('pool wiring', () => {
  const { template } = synthesizeSuite()

  test('calls the alias live of each function', () => {
    expect(findOnly(template, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      LambdaConfig: {
        PreSignUp: { Ref: expect.stringMatching('PreSignUpFunctionAliaslive') },
        PreTokenGenerationConfig: {
          LambdaArn: { Ref: expect.stringMatching('PreTokenGenerationFunctionAliaslive') },
          LambdaVersion: 'V2_0',
        },
        PostConfirmation: { Ref: expect.stringMatching('PostConfirmationFunctionAliaslive') },
      },
    })
  })

  test.each<PreTokenGenerationVersion>(['V1_0', 'V2_0', 'V3_0'])(
    'asks for pre token generation event %s when it is chosen',
    (preTokenGenerationVersion) => {
      const chosen = synthesizeSuite({ preTokenGenerationVersion }).template

      expect(findOnly(chosen, 'AWS::Cognito::UserPool').Properties).toMatchObject({
        LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: preTokenGenerationVersion } },
      })
    },
  )

  test('lets only Cognito, for this pool of this account, call the alias of each trigger', () => {
    const triggers = findAll(template, 'AWS::Lambda::Permission').filter(
      ({ Properties }) => !JSON.stringify(Properties['FunctionName']).includes('ProvisioningWorker'),
    )
    const granted = triggers.map(({ Properties }) => Properties)

    expect(granted).toHaveLength(3)
    expect(granted).toEqual(
      granted.map(() => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: expect.stringMatching('FunctionAliaslive') },
        Principal: 'cognito-idp.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [expect.stringMatching('UsersPool'), 'Arn'] },
        SourceAccount: { Ref: 'AWS::AccountId' },
      })),
    )
  })

  test('tells no function the id of the pool, which would be a cycle', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'))

    const environments = functions.map(({ Properties }) =>
      Object.keys(Properties['Environment']?.['Variables'] ?? {}),
    )

    expect(environments).toEqual([[], ['TABLE_NAME'], ['TABLE_NAME'], ['EVENT_BUS_NAME', 'TABLE_NAME']])
  })
})

test('only the schedules of the suite, and the table, may call the worker', () => {
  const { template } = synthesizeSuite()

  const granted = findAll(template, 'AWS::Lambda::Permission')
    .map(({ Properties }) => Properties)
    .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes('ProvisioningWorker'))

  expect(granted).toEqual(
    ['ProvisioningSweep', 'SlotCheck'].map((rule) => ({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: expect.stringMatching('ProvisioningWorkerFunctionAliaslive') },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [expect.stringMatching(rule), 'Arn'] },
    })),
  )
})

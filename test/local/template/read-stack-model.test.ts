/** The model of the real app: what is deployed is what runs locally. */
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

import * as suite from '../../suites/shipped.ts'
import { configuredIn } from '../../support/configured.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { afterAll, describe, expect, test } from 'vitest'

import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { synthesizeApp } from '../../../local/template/synthesize.ts'
import { writeDummyBundles } from '../../infra/dummy-bundles.ts'
import { fakeFunction, fakeResources, writeAssembly } from './write-assembly.ts'

const bundles = writeDummyBundles()
afterAll(bundles.remove)
const assemblyDir = await synthesizeApp({
  outputDir: await temporaryFolder(afterAll),
  context: { bundleDirectory: bundles.dir },
})

describe('stack model of the app', () => {
  const model = readStackModel(assemblyDir)
  const { functions, userPool, worker, eventBus, clients, table } = model
  const environmentOf = (trigger: string) =>
    trigger === 'pre-sign-up'
      ? {}
      : {
          TABLE_NAME: table.name,
          ...(trigger === 'provisioning-worker' && { EVENT_BUS_NAME: eventBus?.name }),
        }

  test('names the triggers and the worker with their settings', () => {
    expect(functions).toEqual(
      configuredIn(suite).map(({ name: trigger }) => ({
        trigger,
        logicalId: expect.any(String),
        codeDir: expect.any(String),
        functionName: `cognito-trigger-suite-dev-${trigger}`,
        functionArn: `arn:aws:lambda:eu-west-1:000000000000:function:cognito-trigger-suite-dev-${trigger}`,
        handler: 'index.handler',
        runtime: 'nodejs24.x',
        memoryMb: 512,
        timeoutS: trigger === 'provisioning-worker' ? 60 : 4,
        environment: environmentOf(trigger),
        aliases: ['live'],
        logFormat: 'Text',
      })),
    )
  })

  test('finds the code of each function in a folder of its own', () => {
    const dirs = functions.map(({ codeDir }) => codeDir)

    expect(dirs.every((dir) => isAbsolute(dir) && existsSync(join(dir, 'index.mjs')))).toBe(true)
    expect(new Set(dirs).size).toBe(configuredIn(suite).length)
  })

  test('gives the pool an id and an ARN', () => {
    expect({ id: userPool.id, arn: userPool.arn }).toEqual({
      id: 'eu-west-1_Local0001',
      arn: 'arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_Local0001',
    })
  })

  test('resolves the triggers of the pool to the ARNs of the aliases', () => {
    const prefix = 'arn:aws:lambda:eu-west-1:000000000000:function:cognito-trigger-suite-dev'
    expect(userPool.properties['LambdaConfig']).toEqual({
      PreSignUp: `${prefix}-pre-sign-up:live`,
      PreTokenGenerationConfig: { LambdaArn: `${prefix}-pre-token-generation:live`, LambdaVersion: 'V2_0' },
      PostConfirmation: `${prefix}-post-confirmation:live`,
    })
  })

  test('holds one permission for each alias: of a trigger for the pool of the account, of the worker for its schedules', () => {
    const check = { principal: 'events.amazonaws.com', sourceArn: expect.stringContaining('SlotCheck') }
    expect(model.permissions.filter(({ sourceArn }) => !check.sourceArn.asymmetricMatch(sourceArn))).toEqual(
      functions.map(({ functionArn, trigger }) => ({
        functionArn: `${functionArn}:live`,
        action: 'lambda:InvokeFunction',
        ...(trigger === 'provisioning-worker'
          ? { principal: 'events.amazonaws.com', sourceArn: worker?.sweepRuleArn }
          : {
              principal: 'cognito-idp.amazonaws.com',
              sourceArn: userPool.arn,
              sourceAccount: '000000000000',
            }),
      })),
    )
    expect(model.permissions).toContainEqual(expect.objectContaining(check))
  })

  test('says when and for what the worker is called', () => {
    expect(worker).toEqual({
      functionArn:
        'arn:aws:lambda:eu-west-1:000000000000:function:cognito-trigger-suite-dev-provisioning-worker:live',
      sweepRuleArn: expect.stringMatching(/^arn:aws:events:eu-west-1:000000000000:rule\//),
      sweepEveryMs: 60_000,
      sweepInput: { kind: 'sweep' },
      otherSchedules: [
        {
          everyMs: 300_000,
          input: {
            kind: 'slots',
            userPoolId: 'eu-west-1_Local0001',
            slots: {
              PreSignUp: expect.stringMatching(/pre-sign-up:live$/),
              PreTokenGeneration: expect.stringMatching(/pre-token-generation:live$/),
              PostConfirmation: expect.stringMatching(/post-confirmation:live$/),
            },
            tokenVersion: 'V2_0',
          },
        },
      ],
      streamBatchSize: 10,
      streamFilters: [
        {
          eventName: ['INSERT'],
          dynamodb: {
            Keys: { sk: { S: ['PROVISIONING'] } },
            NewImage: { dueShard: { S: [{ exists: true }] } },
          },
        },
      ],
    })
    expect(eventBus?.name).toMatch(/^\w{1,256}$/)
  })

  test('knows the three clients, with secrets for those that have one', () => {
    expect(clients.map(({ kind, name, clientSecret }) => ({ kind, name, clientSecret }))).toEqual([
      { kind: 'public', name: 'public', clientSecret: undefined },
      { kind: 'confidential', name: 'confidential', clientSecret: expect.stringMatching(/^[a-z0-9]{51}$/) },
      { kind: 'machine', name: 'machine', clientSecret: expect.stringMatching(/^[a-z0-9]{51}$/) },
    ])
  })

  test('gives each client an id of 26 letters and digits', () => {
    const ids = clients.map(({ clientId }) => clientId)

    expect(ids.every((id) => /^[a-z0-9]{26}$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(3)
  })

  test('gives the same ids on every start with the same seed', () => {
    expect(readStackModel(assemblyDir, { seed: 'one' })).toEqual(readStackModel(assemblyDir, { seed: 'one' }))
  })

  test('gives other ids and secrets with another seed', () => {
    const given = ['one', 'two'].flatMap((seed) =>
      readStackModel(assemblyDir, { seed }).clients.flatMap(({ clientId, clientSecret = [] }) =>
        [clientId, clientSecret].flat(),
      ),
    )

    expect(new Set(given).size).toBe(2 * (3 + 2))
  })

  test('resolves the scopes that a machine may ask for', () => {
    const machine = clients.find(({ kind }) => kind === 'machine')

    expect(machine?.properties['AllowedOAuthScopes']).toEqual(['api/read', 'api/write'])
    expect(model.resourceServers).toMatchObject([{ identifier: 'api', scopes: ['api/read', 'api/write'] }])
  })

  test('knows the groups that the suite names, and the domain', () => {
    expect(model.groups.map(({ name }) => name).sort()).toEqual(['editors', 'members'])
    expect(model.domain).toMatch(/^trigger-suite-[0-9a-f]{8}-local$/)
  })

  test('keeps the keys of the table as they are deployed', () => {
    expect(table.properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAtS' },
    })
    expect(table.arn).toBe(`arn:aws:dynamodb:eu-west-1:000000000000:table/${table.name}`)
  })

  test('puts everything into the Region that is asked for', () => {
    const elsewhere = readStackModel(assemblyDir, { region: 'us-east-2' })

    expect(elsewhere.region).toBe('us-east-2')
    expect(JSON.stringify(elsewhere)).not.toContain('eu-west-1')
  })

  test('leaves no reference unresolved', () => {
    expect(JSON.stringify(model)).not.toMatch(/"Ref"|"Fn::|\$\{/)
  })
})

describe('stack model of another template', () => {
  test('takes the trigger from the pool when the function has no tag', () => {
    expect(readStackModel(writeAssembly()).functions).toMatchObject([
      { logicalId: 'Fn', trigger: 'pre-sign-up' },
    ])
  })

  test('takes the trigger from the tag when the pool does not call the function', () => {
    const worker = fakeFunction({ Tags: [{ Key: 'suite:trigger', Value: 'provisioning-worker' }] })
    const dir = writeAssembly({ resources: fakeResources({ Worker: worker }) })

    const { functions } = readStackModel(dir)

    expect(functions.map(({ trigger }) => trigger)).toEqual(['pre-sign-up', 'provisioning-worker'])
  })

  test('leaves out a function that is no trigger', () => {
    const dir = writeAssembly({ resources: fakeResources({ Other: fakeFunction() }) })

    const { functions } = readStackModel(dir)

    expect(functions.map(({ logicalId }) => logicalId)).toEqual(['Fn'])
  })

  test('takes what Lambda takes when the template is silent', () => {
    expect(readStackModel(writeAssembly()).functions).toMatchObject([
      { memoryMb: 128, timeoutS: 3, environment: {} },
    ])
  })

  test.each([
    ['Fn', ''],
    ['arn:aws:lambda:eu-west-1:000000000000:function:Fn', ''],
    ['000000000000:function:Fn:live', ':live'],
    ['Fn:live', ':live'],
  ])('reads permission on %s as one on its ARN', (name, qualifier) => {
    const permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: name,
        Principal: 'cognito-idp.amazonaws.com',
      },
    }
    const dir = writeAssembly({ resources: fakeResources({ Permission: permission }) })

    const { permissions } = readStackModel(dir)

    expect(permissions).toEqual([
      {
        functionArn: `arn:aws:lambda:eu-west-1:000000000000:function:Fn${qualifier}`,
        principal: 'cognito-idp.amazonaws.com',
        action: 'lambda:InvokeFunction',
      },
    ])
  })
})

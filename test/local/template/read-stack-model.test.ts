/** The model of the real app: what is deployed is what runs locally. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'

import * as suite from '../../suites/shipped.ts'
import { configuredIn } from '../../support/configured.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { synthesizeApp } from '../../../local/template/synthesize.ts'
import { type DummyBundles, writeDummyBundles } from '../../infra/dummy-bundles.ts'
import { fakeFunction, fakeResources, writeAssembly } from './write-assembly.ts'

describe('stack model of the app', () => {
  const environmentOf = (trigger: string) => {
    const { table, eventBus } = readStackModel(assemblyDir)
    if (trigger === 'pre-sign-up') return {}
    return {
      TABLE_NAME: table.name,
      ...(trigger === 'provisioning-worker' && { EVENT_BUS_NAME: eventBus?.name }),
    }
  }

  let bundles: DummyBundles
  let assemblyDir: string
  beforeAll(async () => {
    bundles = writeDummyBundles()
    assemblyDir = mkdtempSync(join(tmpdir(), 'cdk-out-'))
    await synthesizeApp({ outputDir: assemblyDir, context: { bundleDirectory: bundles.dir } })
  })
  afterAll(() => {
    bundles.remove()
    rmSync(assemblyDir, { recursive: true, force: true })
  })

  test('names the triggers and the worker with their settings', () => {
    const { functions } = readStackModel(assemblyDir)

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
    const dirs = readStackModel(assemblyDir).functions.map(({ codeDir }) => codeDir)

    expect(dirs.every((dir) => isAbsolute(dir) && existsSync(join(dir, 'index.mjs')))).toBe(true)
    expect(new Set(dirs).size).toBe(configuredIn(suite).length)
  })

  test('gives the pool an id and an ARN', () => {
    const { userPool } = readStackModel(assemblyDir)

    expect({ id: userPool.id, arn: userPool.arn }).toEqual({
      id: 'eu-west-1_Local0001',
      arn: 'arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_Local0001',
    })
  })

  test('resolves the triggers of the pool to the ARNs of the aliases', () => {
    const { userPool } = readStackModel(assemblyDir)

    const prefix = 'arn:aws:lambda:eu-west-1:000000000000:function:cognito-trigger-suite-dev'
    expect(userPool.properties['LambdaConfig']).toEqual({
      PreSignUp: `${prefix}-pre-sign-up:live`,
      PreTokenGenerationConfig: { LambdaArn: `${prefix}-pre-token-generation:live`, LambdaVersion: 'V2_0' },
      PostConfirmation: `${prefix}-post-confirmation:live`,
    })
  })

  test('holds one permission for each alias: of a trigger for the pool of the account, of the worker for its schedules', () => {
    const { permissions, functions, userPool, worker } = readStackModel(assemblyDir)

    const check = { principal: 'events.amazonaws.com', sourceArn: expect.stringContaining('SlotCheck') }
    expect(permissions.filter(({ sourceArn }) => !check.sourceArn.asymmetricMatch(sourceArn))).toEqual(
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
    expect(permissions).toContainEqual(expect.objectContaining(check))
  })

  test('says when and for what the worker is called', () => {
    const { worker, eventBus } = readStackModel(assemblyDir)

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
    const { clients } = readStackModel(assemblyDir)

    expect(clients.map(({ kind, name, clientSecret }) => ({ kind, name, clientSecret }))).toEqual([
      { kind: 'public', name: 'public', clientSecret: undefined },
      { kind: 'confidential', name: 'confidential', clientSecret: expect.stringMatching(/^[a-z0-9]{51}$/) },
      { kind: 'machine', name: 'machine', clientSecret: expect.stringMatching(/^[a-z0-9]{51}$/) },
    ])
  })

  test('gives each client an id of 26 letters and digits', () => {
    const ids = readStackModel(assemblyDir).clients.map(({ clientId }) => clientId)

    expect(ids.every((id) => /^[a-z0-9]{26}$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(3)
  })

  test('gives the same ids on every start with the same seed', () => {
    const first = readStackModel(assemblyDir, { seed: 'one' })

    const second = readStackModel(assemblyDir, { seed: 'one' })

    expect(second).toEqual(first)
  })

  test('gives other ids and secrets with another seed', () => {
    const one = readStackModel(assemblyDir, { seed: 'one' }).clients

    const two = readStackModel(assemblyDir, { seed: 'two' }).clients

    const ownOf = (clients: typeof one): readonly string[] =>
      clients.flatMap(({ clientId, clientSecret }) => [clientId, clientSecret ?? []].flat())
    expect(new Set([...ownOf(one), ...ownOf(two)]).size).toBe(2 * (3 + 2))
  })

  test('resolves the scopes that a machine may ask for', () => {
    const { clients, resourceServers } = readStackModel(assemblyDir)

    const machine = clients.find(({ kind }) => kind === 'machine')

    expect(machine?.properties['AllowedOAuthScopes']).toEqual(['api/read', 'api/write'])
    expect(resourceServers).toMatchObject([{ identifier: 'api', scopes: ['api/read', 'api/write'] }])
  })

  test('knows the groups that the suite names, and the domain', () => {
    const { groups, domain } = readStackModel(assemblyDir)

    expect(groups.map(({ name }) => name).sort()).toEqual(['editors', 'members'])
    expect(domain).toMatch(/^trigger-suite-[0-9a-f]{8}-local$/)
  })

  test('keeps the keys of the table as they are deployed', () => {
    const { table } = readStackModel(assemblyDir)

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
    const model = readStackModel(assemblyDir, { region: 'us-east-2' })

    expect(model.region).toBe('us-east-2')
    expect(JSON.stringify(model)).not.toContain('eu-west-1')
  })

  test('leaves no reference unresolved', () => {
    const text = JSON.stringify(readStackModel(assemblyDir))

    expect(text).not.toMatch(/"Ref"|"Fn::|\$\{/)
  })
})

describe('stack model of another template', () => {
  test('takes the trigger from the pool when the function has no tag', () => {
    const model = readStackModel(writeAssembly())

    expect(model.functions).toMatchObject([{ logicalId: 'Fn', trigger: 'pre-sign-up' }])
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
    const { functions } = readStackModel(writeAssembly())

    expect(functions).toMatchObject([{ memoryMb: 128, timeoutS: 3, environment: {} }])
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

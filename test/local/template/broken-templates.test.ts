/** A template that cannot run locally ends with one sentence that names the place and what to do. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { TemplateError } from '../../../local/template/template-error.ts'
import {
  fakeFunction,
  type FakeResource,
  type FakeResources,
  fakeResources,
  writeAssembly,
  writeManifest,
  writeStack,
} from './write-assembly.ts'

describe('assembly that cannot be read', () => {
  test('a missing manifest asks for a synthesis', () => {
    const dir = writeAssembly()
    rmSync(join(dir, 'manifest.json'))

    expect(() => readStackModel(dir)).toThrow(
      new TemplateError(
        `manifest.json cannot be read from ${join(dir, 'manifest.json')}: run \`npm run synth\` first.`,
      ),
    )
  })

  test('a template that is no JSON asks for another synthesis', () => {
    const dir = writeAssembly()
    writeFileSync(join(dir, 'stack.template.json'), '{ "Resources": ')

    expect(() => readStackModel(dir)).toThrow(
      new TemplateError(
        `${join(dir, 'stack.template.json')} is not valid JSON: delete its folder and synthesize again.`,
      ),
    )
  })

  test('a template that is a list asks for another synthesis', () => {
    const dir = writeAssembly()
    writeFileSync(join(dir, 'stack.template.json'), '[]')

    expect(() => readStackModel(dir)).toThrow(/stack\.template\.json holds no JSON object: delete its folder/)
  })

  test('two stacks with a pool each ask for one stage', () => {
    const dir = writeAssembly()
    writeStack(dir, 'other', fakeResources())
    writeManifest(dir, ['stack', 'other'])

    expect(() => readStackModel(dir)).toThrow(
      'Stacks stack and other both hold an AWS::Cognito::UserPool, but one pool runs locally: synthesize one stage.',
    )
  })
})

describe('template that cannot run locally', () => {
  test('no pool', () => {
    const { Pool: _, ...resources } = fakeResources()

    expect(readError(resources)).toMatch(
      /^No stack in \S+ holds an AWS::Cognito::UserPool: add the CognitoTriggerSuite construct to a stack of infra\/app\.ts\.$/,
    )
  })

  test('two pools', () => {
    const second = { Type: 'AWS::Cognito::UserPool', Properties: {} }

    expect(readErrorWith({ Second: second })).toBe(
      'Stack stack holds Pool and Second, both of type AWS::Cognito::UserPool, but one runs locally: move one to another stack.',
    )
  })

  test('no table', () => {
    const { Table: _, ...resources } = fakeResources()

    expect(readError(resources)).toBe(
      'Stack stack holds no AWS::DynamoDB::GlobalTable: add the CognitoTriggerSuite construct to it.',
    )
  })

  test('an intrinsic function that is not known', () => {
    const fn = fakeFunction({ Environment: { Variables: { HOST: { 'Fn::ImportValue': 'host' } } } })

    expect(readErrorWith({ Fn: fn })).toBe(
      'Fn.Environment.Variables.HOST uses Fn::ImportValue, which the local stack cannot resolve: use a literal, Ref, Fn::GetAtt, Fn::If, Fn::Join or Fn::Sub.',
    )
  })

  test('a dynamic reference', () => {
    const fn = fakeFunction({ Environment: { Variables: { KEY: '{{resolve:secretsmanager:key}}' } } })

    expect(readErrorWith({ Fn: fn })).toBe(
      'Fn.Environment.Variables.KEY is a dynamic reference, which the local stack cannot resolve: use a literal or Ref.',
    )
  })

  test('a reference to a resource of a kind that does not run locally', () => {
    const fn = fakeFunction({ Environment: { Variables: { TOPIC: { Ref: 'Topic' } } } })

    expect(readErrorWith({ Fn: fn, Topic: { Type: 'AWS::SNS::Topic', Properties: {} } })).toBe(
      'Fn.Environment.Variables.TOPIC refers to Topic, an AWS::SNS::Topic that the local stack does not run: use a literal or leave it out.',
    )
  })

  test('a reference to a resource that is not there', () => {
    const fn = fakeFunction({ Environment: { Variables: { NAME: { Ref: 'Gone' } } } })

    expect(readErrorWith({ Fn: fn })).toBe(
      'Fn.Environment.Variables.NAME refers to Gone, which the template does not hold: add it, or remove the reference.',
    )
  })

  test('an attribute that has no local value', () => {
    const fn = fakeFunction({ Environment: { Variables: { ID: { 'Fn::GetAtt': ['Table', 'Colour'] } } } })

    expect(readErrorWith({ Fn: fn })).toBe(
      'Fn.Environment.Variables.ID uses Table.Colour, which has no local value: use another attribute or leave it out.',
    )
  })

  test('names that refer to each other', () => {
    const first = { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: { Ref: 'Role' } } }
    const second = { Type: 'AWS::IAM::Role', Properties: { RoleName: { Ref: 'Table' } } }

    expect(readErrorWith({ Table: first, Role: second })).toBe(
      'Role.RoleName refers to Table, which refers back to it: break the cycle.',
    )
  })

  test('a parameter without a default', () => {
    const fn = fakeFunction({ Environment: { Variables: { NAME: { Ref: 'Name' } } } })
    const dir = writeAssembly({
      resources: fakeResources({ Fn: fn }),
      parameters: { Name: { Type: 'String' } },
    })

    expect(() => readStackModel(dir)).toThrow(
      'Fn.Environment.Variables.NAME needs parameter Name, which has no default: give it one.',
    )
  })

  test('a code folder that is not there', () => {
    const dir = writeAssembly({ withoutCode: true })

    expect(() => readStackModel(dir)).toThrow(
      `The code folder ${join(dir, 'asset.code')} of function Fn is missing: run \`npm run build\` and synthesize again.`,
    )
  })

  test.each([
    ['inline', { ZipFile: 'exports.handler = () => {}' }],
    ['of another app', { S3Bucket: 'elsewhere', S3Key: 'other.zip' }],
  ])('code that is %s', (_, code) => {
    expect(readErrorWith({ Fn: fakeFunction({ Code: code }) })).toBe(
      'The code of function Fn is no folder of this app: use Code.fromAsset with the folder that `npm run build` writes.',
    )
  })

  test('code that is a ready-made archive', () => {
    const dir = writeAssembly({ packaging: 'file' })

    expect(() => readStackModel(dir)).toThrow('The code of function Fn is no folder of this app')
  })

  test('a setting that is missing', () => {
    expect(readErrorWith({ Fn: fakeFunction({ Runtime: undefined }) })).toBe(
      'Fn.Runtime is missing, but must be a string: correct it where the template is made.',
    )
  })

  test('a setting of the wrong type', () => {
    expect(readErrorWith({ Fn: fakeFunction({ Timeout: 'four' }) })).toBe(
      'Fn.Timeout is of type string, but must be a number: correct it where the template is made.',
    )
  })

  test('an environment variable that is no string', () => {
    expect(readErrorWith({ Fn: fakeFunction({ Environment: { Variables: { LIMIT: [3] } } }) })).toBe(
      'Fn.Environment.Variables.LIMIT is a list, but must be a string: correct it where the template is made.',
    )
  })

  test('a pool that calls a function outside of the stack', () => {
    const target = 'arn:aws:lambda:eu-west-1:111111111111:function:theirs'
    const pool = { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig: { PreSignUp: target } } }

    expect(readErrorWith({ Pool: pool })).toBe(
      `LambdaConfig of the user pool calls ${target} for pre-sign-up, which this stack does not hold: add the function to the stack or remove the trigger.`,
    )
  })

  test('two functions that are the same trigger', () => {
    const twin = fakeFunction({ Tags: [{ Key: 'suite:trigger', Value: 'pre-sign-up' }] })

    expect(readErrorWith({ Twin: twin })).toBe(
      'Functions Fn and Twin are both the pre-sign-up trigger: remove one, or correct its suite:trigger tag.',
    )
  })

  test('a permission with a condition that cannot be judged', () => {
    const permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: 'Fn',
        Principal: '*',
        PrincipalOrgID: 'o-1',
      },
    }

    expect(readErrorWith({ Permission: permission })).toBe(
      'Permission.PrincipalOrgID cannot be judged by the local stack: use SourceArn and SourceAccount.',
    )
  })
})

function readErrorWith(changes: Readonly<Record<string, FakeResource>>): string {
  return readError(fakeResources(changes))
}

function readError(resources: FakeResources): string {
  try {
    readStackModel(writeAssembly({ resources }))
    return ''
  } catch (error) {
    return error instanceof TemplateError ? error.message : String(error)
  }
}

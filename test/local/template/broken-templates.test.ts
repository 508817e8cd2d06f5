/** A template that cannot run locally ends with one sentence that names the place and what to do. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { TemplateError } from '../../../local/template/template-error.ts'
import {
  fakeFunction,
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

  test('no table', () => {
    const { Table: _, ...resources } = fakeResources()

    expect(readError(resources)).toBe(
      'Stack stack holds no AWS::DynamoDB::GlobalTable: add the CognitoTriggerSuite construct to it.',
    )
  })

  const theirs = 'arn:aws:lambda:eu-west-1:111111111111:function:theirs'
  const withVariable = (name: string, value: unknown) => ({
    Fn: fakeFunction({ Environment: { Variables: { [name]: value } } }),
  })
  const code = 'The code of function Fn is no folder of this app'

  test.each<[string, FakeResources, string]>([
    [
      'two pools',
      { Second: { Type: 'AWS::Cognito::UserPool', Properties: {} } },
      'Stack stack holds Pool and Second, both of type AWS::Cognito::UserPool, but one runs locally: move one to another stack.',
    ],
    [
      'an intrinsic function that is not known',
      withVariable('HOST', { 'Fn::ImportValue': 'host' }),
      'Fn.Environment.Variables.HOST uses Fn::ImportValue, which the local stack cannot resolve: use a literal, Ref, Fn::GetAtt, Fn::If, Fn::Join or Fn::Sub.',
    ],
    [
      'a dynamic reference',
      withVariable('KEY', '{{resolve:secretsmanager:key}}'),
      'Fn.Environment.Variables.KEY is a dynamic reference, which the local stack cannot resolve: use a literal or Ref.',
    ],
    [
      'a reference to a resource of a kind that does not run locally',
      { ...withVariable('TOPIC', { Ref: 'Topic' }), Topic: { Type: 'AWS::SNS::Topic', Properties: {} } },
      'Fn.Environment.Variables.TOPIC refers to Topic, an AWS::SNS::Topic that the local stack does not run: use a literal or leave it out.',
    ],
    [
      'a reference to a resource that is not there',
      withVariable('NAME', { Ref: 'Gone' }),
      'Fn.Environment.Variables.NAME refers to Gone, which the template does not hold: add it, or remove the reference.',
    ],
    [
      'an attribute that has no local value',
      withVariable('ID', { 'Fn::GetAtt': ['Table', 'Colour'] }),
      'Fn.Environment.Variables.ID uses Table.Colour, which has no local value: use another attribute or leave it out.',
    ],
    [
      'names that refer to each other',
      {
        Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: { Ref: 'Role' } } },
        Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: { Ref: 'Table' } } },
      },
      'Role.RoleName refers to Table, which refers back to it: break the cycle.',
    ],
    [
      'inline code',
      { Fn: fakeFunction({ Code: { ZipFile: 'exports.handler = () => {}' } }) },
      `${code}: use Code.fromAsset with the folder that \`npm run build\` writes.`,
    ],
    [
      'code of another app',
      { Fn: fakeFunction({ Code: { S3Bucket: 'elsewhere', S3Key: 'other.zip' } }) },
      `${code}: use Code.fromAsset with the folder that \`npm run build\` writes.`,
    ],
    [
      'a setting that is missing',
      { Fn: fakeFunction({ Runtime: undefined }) },
      'Fn.Runtime is missing, but must be a string: correct it where the template is made.',
    ],
    [
      'a setting of the wrong type',
      { Fn: fakeFunction({ Timeout: 'four' }) },
      'Fn.Timeout is of type string, but must be a number: correct it where the template is made.',
    ],
    [
      'an environment variable that is no string',
      withVariable('LIMIT', [3]),
      'Fn.Environment.Variables.LIMIT is a list, but must be a string: correct it where the template is made.',
    ],
    [
      'a pool that calls a function outside of the stack',
      { Pool: { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig: { PreSignUp: theirs } } } },
      `LambdaConfig of the user pool calls ${theirs} for pre-sign-up, which this stack does not hold: add the function to the stack or remove the trigger.`,
    ],
    [
      'two functions that are the same trigger',
      { Twin: fakeFunction({ Tags: [{ Key: 'suite:trigger', Value: 'pre-sign-up' }] }) },
      'Functions Fn and Twin are both the pre-sign-up trigger: remove one, or correct its suite:trigger tag.',
    ],
    [
      'a permission with a condition that cannot be judged',
      {
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: 'Fn',
            Principal: '*',
            PrincipalOrgID: 'o-1',
          },
        },
      },
      'Permission.PrincipalOrgID cannot be judged by the local stack: use SourceArn and SourceAccount.',
    ],
  ])('%s', (_, changes, sentence) => {
    expect(readError(fakeResources(changes))).toBe(sentence)
  })

  test('a parameter without a default', () => {
    const dir = writeAssembly({
      resources: fakeResources(withVariable('NAME', { Ref: 'Name' })),
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

  test('code that is a ready-made archive', () => {
    expect(() => readStackModel(writeAssembly({ packaging: 'file' }))).toThrow(code)
  })
})

function readError(resources: FakeResources): string {
  try {
    readStackModel(writeAssembly({ resources }))
    return ''
  } catch (error) {
    return error instanceof TemplateError ? error.message : String(error)
  }
}

/** What the owner of a pool adds: each snippet is read by its own tool, where it can be had here. Terraform's is compared. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { App, Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { CfnUserPool } from 'aws-cdk-lib/aws-cognito'
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include'
import { describe, expect, onTestFinished, test } from 'vitest'
import { describeSynthError } from '../../infra/synth-error.ts'
import { registry } from '../../triggers/registry.ts'
import { runInside } from './cli-process.ts'
import { expectGolden } from './golden.ts'

const root = join(import.meta.dirname, '../..')
const ofWhole = { env: { SUITE_FILE: join(root, 'test/suites/whole.ts') } }
const owners = ['cdk', 'cloudformation', 'terraform', 'amplify', 'serverless']

const printFor = async (owner: string, ...more: readonly string[]): Promise<string> => {
  const { stdout, stderr, exitCode } = await runInside(['snippet', '--for', owner, ...more], ofWhole)
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

/** In the repository, so that what it imports is found. */
async function makeFolder(): Promise<string> {
  await mkdir(join(root, '.local'), { recursive: true })
  const folder = await mkdtemp(join(root, '.local/snippet-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

const connected = Object.fromEntries(
  Object.values(registry).map(({ poolProperty }) => [poolProperty, expect.anything()]),
)

/** What a pool, its permissions and groups are after the snippet. */
function expectConnected(template: Template): void {
  template.hasResourceProperties('AWS::Cognito::UserPool', {})
  const [pool] = Object.values(template.findResources('AWS::Cognito::UserPool'))
  expect(pool?.['Properties']['LambdaConfig']).toEqual(connected)
  template.resourceCountIs('AWS::Lambda::Permission', Object.keys(registry).length)
  template.allResourcesProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'cognito-idp.amazonaws.com',
    // As a list from a template of the CDK, as a text from YAML.
    SourceArn: { 'Fn::GetAtt': Match.anyValue() },
    SourceAccount: { Ref: 'AWS::AccountId' },
  })
  template.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName: 'members' })
}

describe('cts snippet', () => {
  test.each(owners)('for %s is what stands in the golden file', async (owner) => {
    const ran = await runInside(['snippet', '--for', owner], ofWhole)

    await expectGolden(`snippet-${owner}`, ran)
  })

  test('for cdk connects a pool, and compiles', async () => {
    const folder = await makeFolder()
    const file = join(folder, 'connect.ts')
    await writeFile(file, await printFor('cdk'))
    await writeFile(
      join(folder, 'backend.ts'),
      `declare const backend: { auth: { resources: { cfnResources: { cfnUserPool: CfnUserPool } } } }
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito'
${await printFor('amplify')}`,
    )
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(root, 'infra/tsconfig.json'), include: ['*.ts'] }),
    )
    const compiled = promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder])
    const stack = new Stack(
      new App({ builtinCloudFormationValidation: false, outdir: join(folder, 'out') }),
      'Theirs',
    )

    const snippet: { connectSuite(pool: CfnUserPool): void } = await import(file)
    snippet.connectSuite(new CfnUserPool(stack, 'People'))

    expectConnected(Template.fromStack(stack))
    expect(await compiled).toMatchObject({ stdout: '' })
  })

  test.each([
    ['cloudformation', (text: string) => text],
    [
      'serverless',
      (text: string) =>
        text
          .slice(text.indexOf('resources:\n') + 'resources:\n'.length)
          .replaceAll(/^ {2}/gm, '')
          .replaceAll(
            /\$\{self:custom\.suite\.\w+\}/g,
            'arn:aws:lambda:eu-west-1:123456789012:function:f:live',
          ),
    ],
  ])('for %s is a template that CloudFormation would take', async (owner, templateOf) => {
    const file = join(await makeFolder(), 'template.yaml')
    const text = templateOf(await printFor(owner))
    const include = async (content: string): Promise<string> => {
      await writeFile(file, content)
      const app = new App({
        outdir: join(file, '../out'),
        context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
      })
      const stack = new Stack(app, 'Theirs')
      const included = new CfnInclude(stack, 'Template', { templateFile: file })
      try {
        app.synth()
        if (included.getResource('People') instanceof CfnUserPool) expectConnected(Template.fromStack(stack))
        return ''
      } catch (error) {
        return describeSynthError(error)
      }
    }

    expect(await include(text)).toBe('')
    expect(await include(text.replace('SourceArn', 'SourceARN'))).toContain('SourceARN')
  })

  test('takes ARNs from the outputs of a deployment, and leaves permissions out', async () => {
    const folder = await makeFolder()
    const arnOf = (name: string): string => `arn:aws:lambda:eu-west-1:123456789012:function:${name}:live`
    const outputs = Object.fromEntries(
      Object.values(registry).map(({ cognitoName }) => [
        `Triggers${cognitoName}AliasArn0A1B2C3D`,
        arnOf(cognitoName),
      ]),
    )
    await writeFile(
      join(folder, 'outputs.json'),
      JSON.stringify({ Theirs: { ...outputs, TriggersGroups: 'members' } }),
    )

    const printed = await printFor(
      'terraform',
      '--outputs',
      join(folder, 'outputs.json'),
      '--no-permissions',
      '--token-version',
      'V3_0',
    )

    for (const { cognitoName } of Object.values(registry))
      expect(printed).toContain(`"${arnOf(cognitoName)}"`)
    expect(printed).toContain('lambda_version = "V3_0"')
    expect(printed).not.toContain('aws_lambda_permission')
  })

  test('has no trigger that its pool keeps', async () => {
    const folder = await makeFolder()
    const outputs = { Theirs: { PreSignUpAliasArn: 'arn:aws:lambda:eu-west-1:111122223333:function:a:live' } }
    await writeFile(join(folder, 'outputs.json'), JSON.stringify(outputs))

    const printed = await printFor('cloudformation', '--outputs', join(folder, 'outputs.json'))

    expect(printed).toContain('PreSignUp: !Ref PreSignUpArn')
    expect(printed).not.toContain('PostConfirmation')
  })

  test.each([
    [['--for', 'terafform'], "There is no owner 'terafform': did you mean 'terraform'?"],
    [['--for', 'cdk', '--token-version', 'V4_0'], 'V1_0'],
    [['--for', 'cdk', '--outputs', 'package.json'], 'has no output such as PreSignUpAliasArn'],
    [['--for', 'cdk', '--outputs', 'none.json'], 'none.json is not there'],
    [[], '--for'],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { stderr, exitCode } = await runInside(['snippet', ...args], ofWhole)

    expect(stderr).toContain(sentence)
    expect(exitCode).toBe(64)
  })

  test('refuses the outputs of two suites', async () => {
    const file = join(await makeFolder(), 'outputs.json')
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:f:live'
    await writeFile(
      file,
      JSON.stringify({ One: { PreSignUpAliasArn: arn }, Two: { OtherPreSignUpAliasArn0A1B2C3D: arn } }),
    )

    const { stderr } = await runInside(['snippet', '--for', 'cdk', '--outputs', file], ofWhole)

    expect(stderr).toContain('has the outputs of several suites')
  })
})

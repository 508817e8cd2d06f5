/** Writes a small cloud assembly as `cdk synth` does, so that a test can break one thing in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

export interface FakeResource {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
  readonly Condition?: string
}
export type FakeResources = Readonly<Record<string, FakeResource>>

export interface FakeAssembly {
  readonly resources?: FakeResources
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly conditions?: Readonly<Record<string, unknown>>
  /** @default 'zip' */
  readonly packaging?: string
  /** Leave the code folder out. */
  readonly withoutCode?: boolean
}

/** A pool, a table, and the function that the pool calls before sign-up; a change replaces a resource by name. */
export function fakeResources(changes: FakeResources = {}): FakeResources {
  return {
    Pool: {
      Type: 'AWS::Cognito::UserPool',
      Properties: { LambdaConfig: { PreSignUp: { Ref: 'Alias' } } },
    },
    Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} },
    Fn: fakeFunction(),
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
    Alias: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Fn' },
        FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
        Name: 'live',
      },
    },
    ...changes,
  }
}

export function fakeFunction(properties: Readonly<Record<string, unknown>> = {}): FakeResource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      ...properties,
    },
  }
}

/** Gives the folder, which is deleted when the test ends. */
export function writeAssembly(assembly: FakeAssembly = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'assembly-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  if (assembly.withoutCode !== true) mkdirSync(join(dir, 'asset.code'))
  writeStack(dir, 'stack', assembly.resources ?? fakeResources(), assembly)
  writeJson(dir, 'stack.assets.json', {
    files: {
      code: {
        source: { path: 'asset.code', packaging: assembly.packaging ?? 'zip' },
        destinations: { here: { bucketName: 'assets', objectKey: 'code.zip' } },
      },
    },
  })
  writeManifest(dir, ['stack'])
  return dir
}

export function writeStack(
  dir: string,
  name: string,
  resources: FakeResources,
  { parameters = {}, conditions = {} }: Pick<FakeAssembly, 'parameters' | 'conditions'> = {},
): void {
  writeJson(dir, `${name}.template.json`, {
    Resources: resources,
    Parameters: parameters,
    Conditions: conditions,
  })
}

export function writeManifest(dir: string, stacks: readonly string[]): void {
  const artifacts = stacks.map((name) => [
    name,
    { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` } },
  ])
  writeJson(dir, 'manifest.json', {
    artifacts: {
      'stack.assets': { type: 'cdk:asset-manifest', properties: { file: 'stack.assets.json' } },
      ...Object.fromEntries(artifacts),
    },
  })
}

function writeJson(dir: string, file: string, value: unknown): void {
  writeFileSync(join(dir, file), JSON.stringify(value))
}

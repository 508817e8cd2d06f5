/** The function at the edge: what CloudFront demands of it, what it may do, and what is refused. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { App, CfnParameter, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { EdgeSignIn, type EdgeSignInProps } from '../../infra/callers/edge-sign-in.ts'

const right: EdgeSignInProps = {
  userPoolId: 'eu-central-1_AbCdEf123',
  clientId: '7example1client2id3',
  managedLogin: 'https://my-app.auth.eu-central-1.amazoncognito.com',
}

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'edge-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function makeStack(region = 'us-east-1'): Stack {
  const app = new App({ builtinCloudFormationValidation: false, outdir: directory })
  return new Stack(app, 'Site', { env: { region } })
}

describe('a distribution with it', () => {
  let template: Template
  let bundle: string
  beforeAll(() => {
    const stack = makeStack()
    // As a program in JavaScript may give it.
    const leftOut = { callbackPath: undefined }
    const edge = new EdgeSignIn(stack, 'Edge', {
      ...right,
      ...Object(leftOut),
      scopes: ['openid'],
      needs: { scopes: ['api/read'] },
    })
    new Distribution(stack, 'Distribution', {
      defaultBehavior: { origin: new HttpOrigin('origin.example'), edgeLambdas: [edge.viewerRequest] },
    })
    bundle = join(directory, 'callers', edge.node.addr, 'edge')
    template = Template.fromStack(stack)
  })

  test('calls a version of the function for each viewer request, without the body', () => {
    const { DistributionConfig } = Object.values(template.findResources('AWS::CloudFront::Distribution'))[0]
      ?.Properties ?? { DistributionConfig: undefined }

    expect(DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations).toEqual([
      { EventType: 'viewer-request', LambdaFunctionARN: { Ref: expect.stringContaining('CurrentVersion') } },
    ])
  })

  test('gives the function no environment, and less than the edge’s limits', () => {
    const [edge] = Object.values(template.findResources('AWS::Lambda::Function'))

    expect(edge?.Properties).toMatchObject({ Runtime: 'nodejs24.x', Timeout: 30, MemorySize: 256 })
    expect(edge?.Properties).not.toHaveProperty('Environment')
    expect(edge?.Properties).not.toHaveProperty('Architectures')
  })

  test('lets it write its lines, wherever it runs, and nothing else', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy'))

    expect(policies.map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      [
        {
          Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
          Effect: 'Allow',
          Resource: 'arn:aws:logs:*:*:log-group:/aws/lambda/us-east-1.*',
        },
      ],
    ])
    const roles = Object.values(template.findResources('AWS::IAM::Role'))
    expect(roles).toHaveLength(1)
    expect(roles[0]?.Properties).not.toHaveProperty('ManagedPolicyArns')
  })

  test('bundles code of less than a hundredth of the limit, with its settings beside it', () => {
    expect(readFileSync(join(bundle, 'index.mjs')).length).toBeLessThan(100_000)
    expect(JSON.parse(readFileSync(join(bundle, 'config.json'), 'utf8'))).toMatchObject({
      ...right,
      scopes: ['openid', 'api/read'],
      callbackPath: '/.auth/callback',
    })
  })
})

test('two of them outside of us-east-1 are made in a stack there, each with its own rights', () => {
  const stack = makeStack('eu-central-1')
  const edges = ['One', 'Two'].map((name) => new EdgeSignIn(stack, name, right))
  const template = Template.fromStack(Stack.of(edges[0]?.function.lambda ?? stack))

  expect(Object.keys(template.findResources('AWS::Lambda::Function'))).toHaveLength(2)
  for (const role of Object.values(template.findResources('AWS::IAM::Role')))
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns')
})

describe('refused is', () => {
  test('a value that is known after the deployment alone', () => {
    const stack = makeStack()
    const { valueAsString } = new CfnParameter(stack, 'Pool')

    expect(() => new EdgeSignIn(stack, 'Edge', { ...right, userPoolId: valueAsString })).toThrow(
      /userPoolId .*the edge has no environment variables/,
    )
  })

  test.each<[string, object]>([
    ['managedLogin', { managedLogin: 'http://my-app.example' }],
    ['callbackPath', { callbackPath: 'callback' }],
    ['scopes', { scopes: 'openid' }],
    ['forwardToken', { forwardToken: true }],
    ['needs', { needs: { scope: ['api/read'] } }],
    ['claims.plan', { claims: { plan: 'text' } }],
    ['openPaths', { openPaths: ['/.auth/callback'] }],
    ['openPaths', { openPaths: ['/a/../b'] }],
    ["openPaths\\[0\\] .* not '/a b'", { openPaths: ['/a b'] }],
    ['three paths', { refreshPath: '/.auth/callback' }],
    ['three paths', { callbackPath: '/' }],
    ['three paths', { signedOutPath: '/.auth/sign-out' }],
  ])('a wrong %s', (name, wrong) => {
    expect(() => Reflect.construct(EdgeSignIn, [makeStack(), 'Edge', { ...right, ...wrong }])).toThrow(
      new RegExp(name),
    )
  })
})

/** Every kind of pool in one app: two Regions, another stack, a nested stack, a stage, and pools outside of the app. */
import { Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib'
import { CfnUserPool, CfnUserPoolGroup, FeaturePlan, UserPool } from 'aws-cdk-lib/aws-cognito'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import type { App } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { afterAll, describe, expect, test } from 'vitest'

import { CognitoTriggerSuite } from '../../infra/cognito-trigger-suite.ts'
import {
  addFunction,
  addTriggers,
  built,
  failureOf,
  makeApp,
  synthesize,
  removeBuilds,
} from './triggers-app.ts'

afterAll(removeBuilds)

const env = { account: '123456789012', region: 'eu-west-1' }
const elsewhere = { ...env, region: 'us-east-1' }
const addPool = (scope: Construct): UserPool =>
  new UserPool(scope, 'People', { featurePlan: FeaturePlan.ESSENTIALS })

test('one app has every kind of pool', () => {
  const app = makeApp()
  for (const [name, place] of Object.entries({ Ireland: env, Virginia: elsewhere })) {
    const regional = new Stack(app, name, { env: place })
    addTriggers(regional, { pool: addPool(regional) }, 'One')
    addTriggers(regional, { pool: new CfnUserPool(regional, 'Others', { userPoolTier: 'PLUS' }) }, 'Two')
  }
  const [functions, pools] = [new Stack(app, 'Functions', { env }), new Stack(app, 'Pools', { env })]
  addTriggers(functions, { pool: addPool(pools) })
  const parent = new Stack(app, 'Parent', { env })
  addTriggers(new NestedStack(parent, 'Nested'), { pool: addPool(parent) })
  const inside = new Stack(app, 'Inside', { env })
  addTriggers(inside, { pool: addPool(new NestedStack(pools, 'Nested')) })
  const outside = new Stack(app, 'Outside', { env })
  const arn = 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a1B2c3D4e'
  addTriggers(outside, { pool: arn }, 'ByArn')
  addTriggers(outside, { pool: UserPool.fromUserPoolId(outside, 'Other', 'eu-west-1_Other') }, 'ById')
  const stage = new Stage(app, 'Prod', { env })
  const staged = new Stack(stage, 'Pools')
  addTriggers(new Stack(stage, 'Functions'), { pool: addPool(staged) })

  const find = synthesize(app)

  const counts = ['Ireland', 'Virginia', 'Functions', 'Pools', 'Parent', 'Outside', 'Prod-Pools'].map(
    (name) => [
      name,
      find({ stackName: name }, 'AWS::Cognito::UserPool').length,
      find({ stackName: name }, 'AWS::Lambda::Permission').filter(
        ({ Principal }) => Principal === 'cognito-idp.amazonaws.com',
      ).length,
    ],
  )
  expect(counts).toEqual([
    ['Ireland', 2, 6],
    ['Virginia', 2, 6],
    ['Functions', 0, 0],
    ['Pools', 1, 3],
    ['Parent', 1, 3],
    ['Outside', 0, 6],
    ['Prod-Pools', 1, 3],
  ])
})

test('the suite with a pool of its own stands in two Regions', () => {
  const failure = failureOf((app) => {
    for (const [name, place] of Object.entries({ Ireland: env, Virginia: elsewhere })) {
      const stack = new Stack(app, name, { env: place })
      new CognitoTriggerSuite(stack, 'Suite', { ...built, rollout: 'all-at-once' })
    }
  })

  expect(failure).toBe('')
})

describe('a stack with the same logical ids', () => {
  /** Two stacks of one class; the second has what `add` adds. */
  const twins = (app: App, add: (stack: Stack, pool: CfnUserPool) => void): void => {
    for (const name of ['Ours', 'Twin']) {
      const stack = new Stack(app, name, { env })
      const theirs = addFunction(stack).functionArn
      const pool = new CfnUserPool(stack, 'People', {
        userPoolTier: 'ESSENTIALS',
        lambdaConfig: { userMigration: theirs },
      })
      if (name === 'Ours') addTriggers(stack, { pool })
      add(stack, pool)
    }
  }
  const permit = (stack: Stack, functionName: string, sourceArn?: string): void => {
    new CfnPermission(stack, 'Permission', {
      action: 'lambda:InvokeFunction',
      principal: 'cognito-idp.amazonaws.com',
      functionName,
      ...(sourceArn !== undefined && { sourceArn }),
    })
  }

  test('does not lend its permission', () => {
    const failure = failureOf((app) =>
      twins(app, (stack, pool) => {
        const { userMigration } = Object(pool.lambdaConfig)
        if (stack.stackName === 'Twin') permit(stack, userMigration, pool.attrArn)
      }),
    )

    expect(failure).toMatch(
      /^Trigger userMigration calls Ours\/Theirs\/Resource, but no permission lets this pool/,
    )
  })

  test('has groups of its own', () => {
    const failure = failureOf((app) =>
      twins(app, (stack, pool) => {
        const { userMigration } = Object(pool.lambdaConfig)
        permit(stack, userMigration, pool.attrArn)
        if (stack.stackName === 'Twin')
          new CfnUserPoolGroup(stack, 'Editors', { userPoolId: pool.ref, groupName: 'editors' })
      }),
    )

    expect(failure).toBe('')
  })
})

test('a group is seen whose pool is named by its logical id', () => {
  const failure = failureOf((app) => {
    const stack = new Stack(app, 'Ours', { env })
    addTriggers(stack, { pool: new CfnUserPool(stack, 'People', { userPoolTier: 'ESSENTIALS' }) })
    new CfnUserPoolGroup(stack, 'Editors', { userPoolId: Fn.ref('People'), groupName: 'editors' })
  })

  expect(failure).toContain('both make editors')
})

test.each([
  ['a plan', { userPoolTier: Fn.ref('Tier') }, /^$/],
  [
    'a lambdaConfig',
    { lambdaConfig: Fn.conditionIf('IsProd', {}, {}) },
    /^Pool Ours\/People has a lambdaConfig that only/,
  ],
])('%s that only the deployment knows', (_, given, sentence) => {
  const failure = failureOf((app) => {
    const stack = new Stack(app, 'Ours', { env })
    addTriggers(stack, { pool: new CfnUserPool(stack, 'People', { userPoolTier: 'PLUS', ...given }) })
  })

  expect(failure).toMatch(sentence)
})

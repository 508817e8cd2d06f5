/** The triggers of a suite on each kind of pool that a team may have. */
import { CfnParameter, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib'
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import {
  CfnUserPool,
  ClientAttributes,
  FeaturePlan,
  StringAttribute,
  UserPool,
  UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito'
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
import { shippedPlans } from './synthesize-suite.ts'

afterAll(removeBuilds)

const env = { account: '123456789012', region: 'eu-west-1' }
const featurePlan = FeaturePlan.ESSENTIALS
const arnOf = (region: string, id = 'eu-west-1_a1B2c3D4e'): string =>
  `arn:aws:cognito-idp:${region}:123456789012:userpool/${id}`
const addPool = (scope: Construct, id = 'People'): UserPool => new UserPool(scope, id, { featurePlan })
const addCfnPool = (scope: Construct, lambdaConfig?: CfnUserPool.LambdaConfigProperty): CfnUserPool =>
  new CfnUserPool(scope, 'People', { userPoolTier: 'ESSENTIALS', ...(lambdaConfig && { lambdaConfig }) })

const pool = 'AWS::Cognito::UserPool'
const permission = 'AWS::Lambda::Permission'
const byCognito = expect.objectContaining({ Principal: 'cognito-idp.amazonaws.com' })

describe('a pool of the same stack', () => {
  test.each([
    ['UserPool', addPool],
    ['CfnUserPool', (scope: Construct) => addCfnPool(scope)],
  ])('is connected as %s', (_, add) => {
    const app = makeApp()
    const stack = new Stack(app, 'Theirs')
    addTriggers(stack, { pool: add(stack) })

    const find = synthesize(app)

    expect(find(stack, pool)).toEqual([
      expect.objectContaining({
        LambdaConfig: {
          PreSignUp: { Ref: expect.stringMatching(/^TriggersPreSignUpFunctionAliaslive/) },
          PreTokenGenerationConfig: {
            LambdaArn: { Ref: expect.stringMatching(/^TriggersPreTokenGenerationFunctionAliaslive/) },
            LambdaVersion: 'V2_0',
          },
          PostConfirmation: { Ref: expect.stringMatching(/^TriggersPostConfirmationFunctionAliaslive/) },
        },
      }),
    ])
    expect(find(stack, permission)).toEqual(
      expect.arrayContaining([
        byCognito,
        expect.objectContaining({
          FunctionName: { Ref: expect.stringMatching(/^TriggersPreSignUpFunctionAliaslive/) },
          SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^People/), 'Arn'] },
          SourceAccount: { Ref: 'AWS::AccountId' },
        }),
      ]),
    )
    expect(find(stack, 'AWS::Cognito::UserPoolGroup').map(({ GroupName }) => GroupName)).toEqual(
      shippedPlans().groups,
    )
  })

  test('keeps what a CfnUserPool says of other triggers', () => {
    const app = makeApp()
    const stack = new Stack(app, 'Theirs')
    addTriggers(stack, { pool: addCfnPool(stack, { customMessage: arnOf('eu-west-1') }) })

    const [properties] = synthesize(app)(stack, pool)

    expect(properties?.['LambdaConfig']).toMatchObject({
      CustomMessage: arnOf('eu-west-1'),
      PreSignUp: { Ref: expect.any(String) },
    })
  })

  test('keeps the permissions of other triggers, which a change would replace', () => {
    const app = makeApp()
    const stack = new Stack(app, 'Theirs')
    const theirs = addPool(stack)
    theirs.addTrigger(UserPoolOperation.USER_MIGRATION, addFunction(stack))
    addTriggers(stack, { pool: theirs })

    const accounts = synthesize(app)(stack, permission).flatMap((each) =>
      byCognito.asymmetricMatch(each) ? [each['SourceAccount']] : [],
    )

    const ours = { Ref: 'AWS::AccountId' }
    expect(accounts).toEqual([undefined, ours, ours, ours])
  })

  test('keeps a group that the app makes already', () => {
    const app = makeApp()
    const stack = new Stack(app, 'Theirs')
    const theirs = addPool(stack)
    theirs.addGroup('Members', { groupName: 'members' })
    addTriggers(stack, { pool: theirs })

    const groups = synthesize(app)(stack, 'AWS::Cognito::UserPoolGroup')

    expect(groups.map(({ GroupName }) => GroupName)).toEqual(['members', 'editors'])
  })
})

describe('a pool of another stack', () => {
  const places: readonly (readonly [string, (app: App) => readonly [Stack, Stack]])[] = [
    ['of the app', (app) => [new Stack(app, 'Functions'), new Stack(app, 'Pools')]],
    ['with env', (app) => [new Stack(app, 'Functions', { env }), new Stack(app, 'Pools', { env })]],
    [
      'of a stage',
      (app) => {
        const stage = new Stage(app, 'Prod', { env })
        return [new Stack(stage, 'Functions'), new Stack(stage, 'Pools')]
      },
    ],
  ]
  test.each(places)('%s names the functions, and no function names the pool', (_, place) => {
    const app = makeApp()
    const [functions, pools] = place(app)
    addTriggers(functions, { pool: addPool(pools) })

    const find = synthesize(app)

    expect(find(pools, pool)).toEqual([
      expect.objectContaining({
        LambdaConfig: expect.objectContaining({
          PreSignUp: expect.not.objectContaining({ Ref: expect.anything() }),
        }),
      }),
    ])
    expect(find(pools, permission).filter((each) => byCognito.asymmetricMatch(each))).toHaveLength(3)
    expect(find(pools, 'AWS::IAM::Policy').length).toBeGreaterThan(0)
    expect(find(pools, 'AWS::Events::Rule')).toHaveLength(2)
    expect(find(pools, 'AWS::CloudWatch::Dashboard')).toHaveLength(1)
    expect(find(functions, 'AWS::Lambda::Function')).toHaveLength(4)
    expect(functions.dependencies).toEqual([])
  })

  test('is connected from a nested stack', () => {
    const app = makeApp()
    const parent = new Stack(app, 'Parent')
    const nested = new NestedStack(parent, 'Functions')
    addTriggers(nested, { pool: addPool(parent) })

    const find = synthesize(app)

    expect(find(parent, permission).filter((each) => byCognito.asymmetricMatch(each))).toHaveLength(3)
    expect(() => Template.fromStack(parent)).not.toThrow()
    expect(Template.fromStack(nested).findParameters('*')).toEqual({})
  })

  test.each([
    [
      'another Region',
      { account: env.account, region: 'us-east-1' },
      'The pool is in Region us-east-1 and its functions would be in eu-west-1: Cognito calls functions of the pool',
    ],
    ['no env', undefined, 'give both the same env.'],
  ])('is refused in %s', (_, other, sentence) => {
    const failure = failureOf((app) =>
      addTriggers(new Stack(app, 'Functions', { env }), {
        pool: addPool(new Stack(app, 'Pools', other && { env: other })),
      }),
    )

    expect(failure).toContain(sentence)
  })

  test('is refused in another stage of the app', () => {
    const failure = failureOf((app) =>
      addTriggers(new Stack(new Stage(app, 'Dev'), 'Functions'), { pool: addPool(new Stack(app, 'Pools')) }),
    )

    expect(failure).toContain(
      "are in different stages of the app, which cannot refer to each other: give the pool's ARN.",
    )
  })
})

describe('a pool outside of the app', () => {
  test.each([
    [undefined, 0],
    [true, 1],
  ])('is watched for lost slots when its team says so: %s', (watchSlots, count) => {
    const stack = new Stack(makeApp(), 'Theirs', { env })
    addTriggers(stack, { pool: arnOf('eu-west-1'), ...(watchSlots && { watchSlots }) })

    const alarms = Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))

    expect(alarms.filter((id) => id.includes('SlotLost'))).toHaveLength(count)
  })

  test.each([
    ['its ARN', () => arnOf('eu-west-1')],
    ['fromUserPoolArn', (scope: Construct) => UserPool.fromUserPoolArn(scope, 'People', arnOf('eu-west-1'))],
    ['fromUserPoolId', (scope: Construct) => UserPool.fromUserPoolId(scope, 'People', 'eu-west-1_a1B2c3D4e')],
  ])('gets permissions and outputs for its owner, by %s', (_, give) => {
    const app = makeApp()
    const stack = new Stack(app, 'Theirs', { env })
    addTriggers(stack, { pool: give(stack) })

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    const template = Template.fromStack(stack)

    expect(
      Object.values(template.findResources(permission)).filter(({ Properties }) =>
        byCognito.asymmetricMatch(Properties),
      ),
    ).toHaveLength(3)
    template.hasResourceProperties(permission, {
      FunctionName: { Ref: Match.stringLikeRegexp('^TriggersPreSignUpFunctionAliaslive') },
      SourceAccount: env.account,
    })
    expect(JSON.stringify(template.toJSON())).toContain(':userpool/eu-west-1_a1B2c3D4e')
    expect(Object.values(template.findOutputs('*')).map(({ Description }) => Description)).toEqual([
      'For cts reconcile, replay and erase',
      'For LambdaConfig.PreSignUp of the pool: see cts snippet',
      'For LambdaConfig.PreTokenGenerationConfig of the pool: see cts snippet',
      'For LambdaConfig.PostConfirmation of the pool: see cts snippet',
      'Groups that the pool must have, separated by commas',
    ])
    expect(warnings.map(({ entry }) => JSON.stringify(entry.data))).toContainEqual(
      expect.stringContaining(
        'Check that its plan is ESSENTIALS or PLUS, for V2_0; that it has the groups editors, members; that no other function has these triggers.',
      ),
    )
  })

  test.each(['not a pool id', 'pool', 'eu-west-1_'])('with the id %j is refused', (id) => {
    const failure = failureOf((app) => {
      const stack = new Stack(app, 'Theirs', { env })
      addTriggers(stack, { pool: UserPool.fromUserPoolId(stack, 'People', id) })
    })

    expect(failure).toContain(`pool has the id '${id}', which is none of a user pool`)
  })

  test('of another kind than a pool is refused', () => {
    const failure = failureOf((app) => {
      const stack = new Stack(app, 'Theirs', { env })
      addTriggers(stack, Object.assign({ pool: arnOf('eu-west-1') }, { pool: stack }))
    })

    expect(failure).toContain('pool must be a user pool of the CDK, or the ARN of one')
  })

  test('is in the Region of its ARN, whatever its id begins with', () => {
    const app = makeApp()
    const stack = new Stack(app, 'Replica', { env: { ...env, region: 'eu-central-1' } })
    addTriggers(stack, { pool: arnOf('eu-central-1', 'eu-west-1_a1B2c3D4e') })

    const sources = synthesize(app)(stack, permission).map(({ SourceArn }) => SourceArn)

    expect(sources).toContain(arnOf('eu-central-1', 'eu-west-1_a1B2c3D4e'))
  })

  test('may be named by a value that is known at the deployment only', () => {
    const app = makeApp()
    const stack = new Stack(app, 'Theirs')
    const { valueAsString } = new CfnParameter(stack, 'PoolArn')
    addTriggers(stack, { pool: valueAsString })

    expect(() => synthesize(app)).not.toThrow()
  })

  test.each([
    ['eu-west-1_a1B2c3D4e', "not 'eu-west-1_a1B2c3D4e'"],
    [arnOf('us-east-1'), 'The pool is in Region us-east-1 and its functions would be in eu-west-1'],
    [arnOf('eu-west-1').replace('123456789012', '999999999999'), 'The pool is in account 999999999999'],
  ])('is refused as %s', (given, sentence) => {
    const failure = failureOf((app) => addTriggers(new Stack(app, 'Theirs', { env }), { pool: given }))

    expect(failure).toContain(sentence)
  })
})

describe('a slot that calls another function', () => {
  const withTheirs = (scope: Construct): UserPool => {
    const theirs = addPool(scope)
    theirs.addTrigger(UserPoolOperation.PRE_SIGN_UP, addFunction(scope))
    return theirs
  }

  test.each([
    [
      'UserPool',
      withTheirs,
      /^Pool Theirs\/People\/Resource calls Theirs\/Theirs\/Resource for preSignUp already: give slots: \{ 'pre-sign-up': 'keep' \}/,
    ],
    [
      'CfnUserPool',
      (scope: Construct) =>
        addCfnPool(scope, { preTokenGeneration: 'arn:aws:lambda:eu-west-1:123456789012:function:old' }),
      /^Pool Theirs\/People calls arn:aws:lambda:eu-west-1:123456789012:function:old for preTokenGeneration already/,
    ],
    [
      'UserPool with an override',
      (scope: Construct) => {
        const theirs = addPool(scope)
        const resource = theirs.node.defaultChild
        if (resource instanceof CfnUserPool)
          resource.addPropertyOverride('LambdaConfig.PostConfirmation', 'arn:x')
        return theirs
      },
      /calls arn:x for postConfirmation already/,
    ],
  ])('is refused with its name: %s', (_, add, sentence) => {
    const failure = failureOf((app) => {
      const stack = new Stack(app, 'Theirs')
      addTriggers(stack, { pool: add(stack) })
    })

    expect(failure).toMatch(sentence)
  })

  test('is kept, and nothing is made for it', () => {
    const app = makeApp()
    const stack = new Stack(app, 'Theirs')
    const { triggers } = addTriggers(stack, { pool: withTheirs(stack), slots: { 'pre-sign-up': 'keep' } })

    const [properties] = synthesize(app)(stack, pool)

    expect(properties?.['LambdaConfig']).toMatchObject({
      PreSignUp: { 'Fn::GetAtt': [expect.stringMatching(/^Theirs/), 'Arn'] },
      PostConfirmation: { Ref: expect.any(String) },
    })
    expect([...triggers.keys()]).toEqual(['pre-token-generation', 'post-confirmation'])
  })

  test('is replaced, with the older of both token triggers', () => {
    const app = makeApp()
    const stack = new Stack(app, 'Theirs')
    const theirs = withTheirs(stack)
    theirs.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION, addFunction(stack, 'Tokens'))
    addTriggers(stack, {
      pool: theirs,
      slots: { 'pre-sign-up': 'replace', 'pre-token-generation': 'replace' },
    })

    const [properties] = synthesize(app)(stack, pool)

    expect(properties?.['LambdaConfig']).toEqual({
      PreSignUp: { Ref: expect.stringMatching(/^TriggersPreSignUp/) },
      PreTokenGenerationConfig: {
        LambdaArn: { Ref: expect.stringMatching(/^TriggersPreTokenGeneration/) },
        LambdaVersion: 'V2_0',
      },
      PostConfirmation: { Ref: expect.stringMatching(/^TriggersPostConfirmation/) },
    })
  })

  test.each([
    [{ 'pre-signup': 'keep' }, "'pre-sign-up'?"],
    [{ 'pre-sign-up': 'leave' }, "must be 'connect', 'keep' or 'replace', not 'leave'"],
    [{ 'custom-message': 'keep' }, 'slots is for custom-message, which is no function of the suite'],
    [
      { 'pre-sign-up': 'keep', 'pre-token-generation': 'keep', 'post-confirmation': 'keep' },
      'slots keeps every trigger of the suite',
    ],
  ])('cannot be misspelled: %j', (slots, sentence) => {
    const failure = failureOf((app) => {
      const stack = new Stack(app, 'Theirs')
      const props = { pool: addPool(stack) }
      addTriggers(stack, Object.defineProperty(props, 'slots', { value: slots, enumerable: true }))
    })

    expect(failure).toContain(sentence)
  })
})

describe('a mistake of a pool', () => {
  const vip = { by: 'rule vip', attribute: 'custom:vip' }
  const plans = { ...shippedPlans(), refusals: [vip], attributes: [vip] }
  const pools: readonly (readonly [string, (app: App) => readonly [Stack, Stack]])[] = [
    ['of the same stack', (app) => [new Stack(app, 'Theirs'), new Stack(app, 'Clients')]],
    ['of another stack', (app) => [new Stack(app, 'Theirs'), new Stack(app, 'Functions')]],
  ]
  const vipPool = (scope: Construct): UserPool =>
    new UserPool(scope, 'People', { featurePlan, customAttributes: { vip: new StringAttribute() } })

  test.each<readonly [string, (pools: Stack, functions: Stack) => unknown, string]>([
    [
      'a plan that sends no such event',
      (at, functions) =>
        addTriggers(functions, { pool: new CfnUserPool(at, 'People', { userPoolTier: 'LITE' }) }),
      "needs the plan ESSENTIALS or PLUS, but the pool's plan is LITE",
    ],
    [
      'a client that may write what refusals depend on',
      (at, functions) => {
        const theirs = vipPool(at)
        const writeAttributes = new ClientAttributes().withCustomAttributes('vip')
        addTriggers(functions, { pool: theirs, plans })
        return new UserPoolClient(at, 'App', { userPool: theirs, writeAttributes })
      },
      'Client Theirs/App/Resource may write custom:vip, on which rule vip relies: take custom:vip out of its writeAttributes.',
    ],
    [
      'a client that may write what becomes a claim',
      (at, functions) => {
        const theirs = vipPool(at)
        theirs.addClient('App')
        const claim = { by: 'claim source vip', attribute: 'custom:vip' }
        addTriggers(functions, { pool: theirs, plans: { ...plans, refusals: [], attributes: [claim] } })
      },
      'people may change custom:vip, on which claim source vip relies: give it writeAttributes without custom:vip.',
    ],
    [
      'a client that does not say what it may write',
      (at, functions) => {
        const theirs = vipPool(at)
        theirs.addClient('App')
        addTriggers(functions, { pool: theirs, plans })
      },
      'Client Theirs/People/App/Resource does not say what it may write, so that people may change custom:vip',
    ],
    [
      'an attribute that it lacks',
      (at, functions) => addTriggers(functions, { pool: addPool(at), plans }),
      'Rule vip names custom:vip, which the pool does not have',
    ],
    [
      'a trigger that is set afterwards on a CfnUserPool, which the suite would hide',
      (at, functions) => {
        const theirs = addCfnPool(at)
        addTriggers(functions, { pool: theirs })
        theirs.lambdaConfig = { preSignUp: 'arn:theirs' }
      },
      "was given preSignUp after the suite, which takes its place: give slots: { 'pre-sign-up': 'keep' }",
    ],
    [
      'triggers that are set as a whole afterwards',
      (at, functions) => {
        const theirs = addPool(at)
        addTriggers(functions, { pool: theirs })
        const resource = theirs.node.defaultChild
        if (resource instanceof CfnUserPool) resource.lambdaConfig = { customMessage: 'arn:theirs' }
      },
      'calls nothing for preSignUp in place of the suite, whose function is ',
    ],
    [
      'a slow function of theirs',
      (at, functions) => {
        const theirs = addPool(at)
        theirs.addTrigger(UserPoolOperation.CUSTOM_MESSAGE, addFunction(at, 'Slow', Duration.seconds(30)))
        addTriggers(functions, { pool: theirs })
      },
      'Function Theirs/Slow/Resource may run 30 s, but Cognito waits 5 s for customMessage',
    ],
    [
      'no permission for a function',
      (at, functions) => {
        const theirs = addPool(at)
        addTriggers(functions, { pool: theirs })
        for (const child of theirs.node.children)
          if (child instanceof CfnPermission) theirs.node.tryRemoveChild(child.node.id)
      },
      'but no permission lets this pool invoke it',
    ],
    [
      'a group that is made twice',
      (at, functions) => {
        const theirs = addPool(at)
        addTriggers(functions, { pool: theirs })
        theirs.addGroup('Mine', { groupName: 'members' })
      },
      'both make members, which fails at deployment',
    ],
  ])('is found in the same stack and from another: %s', (_, make, sentence) => {
    for (const [where, place] of pools) {
      const failure = failureOf((app) => {
        const [at, other] = place(app)
        make(at, where === 'of the same stack' ? at : other)
      })

      expect(failure, where).toContain(sentence)
    }
  })
})

describe('the alarms for people', () => {
  test.each(['Theirs', 'Functions'])('look at the clients of a pool, from the stack %s', (name) => {
    const app = makeApp()
    const at = new Stack(app, 'Theirs')
    const other = name === 'Theirs' ? at : new Stack(app, name)
    const theirs = addPool(at)
    const { userPoolClientId } = theirs.addClient('App')
    addTriggers(other, { pool: theirs, clientIds: [userPoolClientId] })

    const find = synthesize(app)

    const measured = find(at, 'AWS::CloudWatch::Alarm').map((each) => JSON.stringify(each))
    expect(measured.filter((each) => each.includes('SignInSuccesses'))).toHaveLength(1)
    expect(find(at, 'AWS::CloudWatch::CompositeAlarm')).toHaveLength(1)
  })

  test('take the clients that one alarm can measure', () => {
    const clientIds = Array.from({ length: 6 }, (_, index) => `client${index}`)
    const failure = failureOf((app) => {
      const stack = new Stack(app, 'Theirs')
      addTriggers(stack, { pool: addPool(stack), clientIds })
    })

    expect(failure).toContain('clientIds must hold 5 ids at most, not 6')
  })
})

test('warnings tell what is not good enough for people, but on a stage to throw away', () => {
  const warnings = [true, false].map((retainData) => {
    const stack = new Stack(makeApp(), 'Theirs')
    addTriggers(stack, { pool: addPool(stack), retainData })
    return Annotations.fromStack(stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => JSON.stringify(entry.data))
  })

  expect(warnings).toEqual([
    expect.arrayContaining([
      expect.stringContaining('Alarms tell nobody when they ring: set alarmTopicArn.'),
    ]),
    [],
  ])
})

test('a client may write what its team lets people choose', () => {
  const failure = failureOf((app) => {
    const stack = new Stack(app, 'Theirs')
    const theirs = addPool(stack)
    theirs.addClient('App')
    const plans = { ...shippedPlans(), refusals: [{ by: 'rule locale', attribute: 'locale' }] }
    addTriggers(stack, { pool: theirs, plans, allowWrite: ['locale'] })
  })

  expect(failure).toBe('')
})

describe('several suites in one app', () => {
  test('stand on pools of their own in one stack, with domains of their own', () => {
    const app = makeApp()
    const stack = new Stack(app, 'Both')
    addTriggers(stack, { pool: addPool(stack, 'Staff') }, 'OfStaff')
    addTriggers(stack, { pool: addPool(stack, 'Customers') }, 'OfCustomers')
    const suites = ['One', 'Two'].map((id) => new CognitoTriggerSuite(stack, id, { ...built }))

    const find = synthesize(app)

    expect(suites).toHaveLength(2)
    expect(find(stack, pool)).toHaveLength(4)
    const domains = find(stack, 'AWS::Cognito::UserPoolDomain').map(({ Domain }) => JSON.stringify(Domain))
    expect(new Set(domains).size).toBe(2)
    expect(domains.join()).not.toContain('AccountId')
  })

  test.each([
    ['of the app', (scope: Construct) => addPool(scope)],
    ['outside of the app', () => arnOf('eu-west-1')],
  ])('cannot take one slot of a pool %s', (_, give) => {
    const failure = failureOf((app) => {
      const stack = new Stack(app, 'Theirs', { env })
      const theirs = give(stack)
      addTriggers(stack, { pool: theirs }, 'One')
      addTriggers(stack, { pool: theirs }, 'Two')
    })

    expect(failure).toBe(
      "Theirs/One and Theirs/Two both connect pre-sign-up of one pool, which calls one function: give one of them slots: { 'pre-sign-up': 'keep' }.",
    )
  })

  test('cannot take one slot of a pool outside of the app by its ARN and by its id', () => {
    const failure = failureOf((app) => {
      const stack = new Stack(app, 'Theirs', { env })
      addTriggers(stack, { pool: arnOf('eu-west-1') }, 'One')
      addTriggers(stack, { pool: UserPool.fromUserPoolId(stack, 'People', 'eu-west-1_a1B2c3D4e') }, 'Two')
    })

    expect(failure).toContain('both connect pre-sign-up of one pool')
  })

  test('share a pool, each with slots of its own', () => {
    const app = makeApp()
    const stack = new Stack(app, 'Theirs')
    const theirs = addPool(stack)
    addTriggers(stack, { pool: theirs, slots: { 'pre-sign-up': 'keep' } }, 'One')
    addTriggers(
      stack,
      { pool: theirs, slots: { 'pre-token-generation': 'keep', 'post-confirmation': 'keep' } },
      'Two',
    )

    const [properties] = synthesize(app)(stack, pool)

    expect(properties?.['LambdaConfig']).toMatchObject({
      PreSignUp: { Ref: expect.stringMatching(/^TwoPreSignUp/) },
      PostConfirmation: { Ref: expect.stringMatching(/^OnePostConfirmation/) },
    })
  })
})

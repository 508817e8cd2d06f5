/** Mistakes that deploy without complaint and that the synthesis must stop. */
import { Aws, Duration, Fn } from 'aws-cdk-lib'
import { CfnUserPool, FeaturePlan, UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnFunction, CfnPermission, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { describe, expect, test } from 'vitest'

import type { TokenExpectations } from '../../triggers/build/suite-plans.ts'
import type { PreTokenGenerationVersion } from '../../infra/pool-props.ts'
import { describeSynthError } from '../../infra/synth-error.ts'
import type { SuiteStack } from '../../infra/suite-stack.ts'
import { shippedPlans, synthesizeSuite } from './synthesize-suite.ts'

describe('pool guards', () => {
  test('pass the suite as it is', () => {
    expect(readMistakes(() => {})).toBe('')
  })

  test('stop a trigger that may run longer than Cognito waits', () => {
    const mistakes = readMistakes((stack) => {
      const fn = stack.suite.triggers.get('pre-sign-up')?.function.node.defaultChild
      if (fn instanceof CfnFunction) fn.timeout = 30
    })

    expect(mistakes).toBe(
      'Function cognito-trigger-suite-dev/Suite/PreSignUp/Function/Resource may run 30 s, but Cognito waits 5 s for preSignUp: set a timeout of 4 s or less.',
    )
  })

  test('stop a trigger whose time the template overrides', () => {
    const mistakes = readMistakes((stack) => {
      const resource = stack.suite.triggers.get('pre-sign-up')?.function.node.defaultChild
      if (resource instanceof CfnFunction) resource.addPropertyOverride('Timeout', '30')
    })

    expect(mistakes).toMatch(/may run 30 s, but Cognito waits 5 s for preSignUp: set a timeout/)
  })

  test('stop a slow function that a team adds for another trigger', () => {
    const mistakes = readMistakes((stack) => {
      const added = addFunction(stack, Duration.seconds(10))
      stack.suite.userPool.pool.addTrigger(UserPoolOperation.CUSTOM_MESSAGE, added)
    })

    expect(mistakes).toContain('may run 10 s, but Cognito waits 5 s for customMessage')
  })

  test.each(['V2_0', 'V3_0'] as const)('stop pre token generation %s on the plan Lite', (version) => {
    const mistakes = readMistakes(() => {}, {
      featurePlan: FeaturePlan.LITE,
      preTokenGenerationVersion: version,
    })

    expect(mistakes).toBe(
      `Trigger preTokenGenerationConfig ${version} needs the plan ESSENTIALS or PLUS, but the pool's plan is LITE: set featurePlan, or use V1_0.`,
    )
  })

  test('pass pre token generation V1_0 on the plan Lite', () => {
    const mistakes = readMistakes(() => {}, {
      featurePlan: FeaturePlan.LITE,
      preTokenGenerationVersion: 'V1_0',
    })

    expect(mistakes).toBe('')
  })

  test('stop a trigger whose permission is missing', () => {
    const mistakes = readMistakes((stack) => {
      const { pool } = stack.suite.userPool
      for (const child of pool.node.children)
        if (child instanceof CfnPermission) pool.node.tryRemoveChild(child.node.id)
    })

    expect(mistakes.split('\n').toSorted()).toEqual([
      expect.stringMatching(/^Trigger postConfirmation calls [\w/-]+, but no permission/),
      expect.stringMatching(/^Trigger preSignUp calls [\w/-]+, but no permission lets this pool invoke it/),
      expect.stringMatching(/^Trigger preTokenGenerationConfig calls [\w/-]+, but no permission/),
    ])
  })

  test('stop a permission that names another pool', () => {
    const mistakes = readMistakes((stack) => {
      for (const child of stack.suite.userPool.pool.node.children) {
        if (child instanceof CfnPermission && child.node.id === 'PostConfirmationCognito')
          child.sourceArn = new UserPool(stack, 'Other').userPoolArn
      }
    })

    expect(mistakes).toMatch(/^Trigger postConfirmation calls [\w/-]+, but no permission lets this pool/)
  })

  test('stop a permission for another service', () => {
    const mistakes = readMistakes((stack) => {
      for (const child of stack.suite.userPool.pool.node.children) {
        if (child instanceof CfnPermission && child.node.id === 'PreSignUpCognito')
          child.principal = 's3.amazonaws.com'
      }
    })

    expect(mistakes).toMatch(/^Trigger preSignUp calls [\w/-]+, but no permission lets this pool/)
  })

  test('stop a permission on the function where the pool calls its alias', () => {
    const mistakes = readMistakes((stack) => {
      for (const child of stack.suite.userPool.pool.node.children) {
        if (child instanceof CfnPermission && child.node.id === 'PreSignUpCognito')
          child.functionName = stack.suite.triggers.get('pre-sign-up')?.function.functionArn ?? ''
      }
    })

    expect(mistakes).toMatch(
      /^Trigger preSignUp calls [\w/-]+\/Aliaslive\/Resource, but no permission lets this pool/,
    )
  })

  test.each([
    ['no pool', undefined],
    ['every pool', 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/*'],
    [
      'every pool of the Region',
      Fn.join('', ['arn:aws:cognito-idp:', Aws.REGION, ':', Aws.ACCOUNT_ID, ':userpool/*']),
    ],
  ])('pass a permission that names %s', (_, source) => {
    const mistakes = readMistakes((stack) => {
      for (const child of stack.suite.userPool.pool.node.children) {
        if (child instanceof CfnPermission && child.node.id === 'PreSignUpCognito')
          Object.assign(child, { sourceArn: source })
      }
    })

    expect(mistakes).toBe('')
  })

  test('pass a sender that runs long, for which Cognito does not wait', () => {
    const mistakes = readMistakes((stack) => {
      const { pool } = stack.suite.userPool
      const added = addFunction(stack, Duration.seconds(30))
      if (pool.node.defaultChild instanceof CfnUserPool) {
        pool.node.defaultChild.addPropertyOverride('LambdaConfig.CustomEmailSender', {
          LambdaArn: added.functionArn,
          LambdaVersion: 'V1_0',
        })
      }
      added.addPermission('Sender', { principal: new ServicePrincipal('cognito-idp.amazonaws.com') })
    })

    expect(mistakes).toBe('')
  })

  test('stop the old and the new token trigger with different functions', () => {
    const mistakes = readMistakes((stack) => {
      const added = addFunction(stack, Duration.seconds(3))
      stack.suite.userPool.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION, added)
    })

    expect(mistakes).toMatch(
      /^Trigger preTokenGeneration calls [\w/-]+\/Added\/Resource and preTokenGenerationConfig calls [\w/-]+, but Cognito accepts one function for both: remove preTokenGeneration\.$/,
    )
  })

  test('pass the old and the new token trigger with the same function', () => {
    const mistakes = readMistakes((stack) => {
      const alias = stack.suite.triggers.get('pre-token-generation')?.alias
      if (alias !== undefined)
        stack.suite.userPool.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION, alias)
    })

    expect(mistakes).toBe('')
  })
})

function readMistakes(
  change: (stack: SuiteStack) => void,
  props: Parameters<typeof synthesizeSuite>[0] = {},
): string {
  try {
    synthesizeSuite(props, 'dev', change)
    return ''
  } catch (error) {
    return describeSynthError(error)
  }
}

function addFunction(stack: SuiteStack, timeout: Duration): LambdaFunction {
  return new LambdaFunction(stack, 'Added', {
    code: Code.fromInline('exports.handler = async event => event'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    timeout,
  })
}

describe('the claims of the suite and the events of the pool', () => {
  const plans = shippedPlans()
  const synthesizeWith = (tokens: TokenExpectations, preTokenGenerationVersion: PreTokenGenerationVersion) =>
    synthesizeSuite({ preTokenGenerationVersion, plans: { ...plans, tokens } })

  test.each(['V1_0', 'V2_0'] as const)(
    'machine clients need V3_0, not %s: else they keep every scope',
    (version) => {
      expect(() => synthesizeWith({ forMachines: ['machine-clients'] }, version)).toThrow(
        `Claim source machine-clients is for machine clients, but a ${version} pool calls no trigger for their tokens: set preTokenGenerationVersion to V3_0.`,
      )
    },
  )

  test('a version that the pool does not send is refused', () => {
    expect(() => synthesizeWith({ forMachines: [], expectedVersion: '3' }, 'V2_0')).toThrow(
      'triggers/suite.ts expects version 3 of the pre token generation event, but the pool sends V2_0: make preTokenGenerationVersion and expectedVersion the same.',
    )
  })

  test('what fits is taken', () => {
    expect(() =>
      synthesizeWith({ forMachines: ['machine-clients'], expectedVersion: '3' }, 'V3_0'),
    ).not.toThrow()
  })
})

/** A trigger that a suite may do without: what is deployed with it, and nothing without it. */
import { Match } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'

import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import { describeSynthError } from '../../infra/synth-error.ts'
import { definePreAuthentication } from '../../triggers/pre-authentication/rule.ts'
import { suspendedUsers } from '../../triggers/pre-authentication/rules/suspended-users.ts'
import * as suite from '../suites/pre-authentication.ts'
import { shippedPlans, synthesizeSuite } from './synthesize-suite.ts'

const plans = readSuitePlans(suite)

test('a suite without it has no function, no role and no alarm for it, and its pool calls none', () => {
  const { template } = synthesizeSuite({}, 'prod')

  expect(JSON.stringify(template.toJSON())).not.toMatch(/pre-?authentication/i)
})

test('a suite with it has the pool call its alias, and the function reads the table and nothing else', () => {
  const { template, stack } = synthesizeSuite({ plans })

  expect(stack.suite.triggers.get('pre-authentication')?.alias).toBeDefined()
  template.hasResourceProperties('AWS::Cognito::UserPool', {
    LambdaConfig: {
      PreAuthentication: { Ref: Match.stringLikeRegexp('PreAuthenticationFunctionAliaslive') },
    },
  })
  template.hasResourceProperties('AWS::Lambda::Permission', {
    FunctionName: { Ref: Match.stringLikeRegexp('PreAuthenticationFunctionAliaslive') },
    Principal: 'cognito-idp.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
  })
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
    id.includes('PreAuthentication'),
  )
  const actions = policies.flatMap(([, { Properties }]) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action }: { readonly Action: unknown }) => Action),
  )
  expect(new Set(actions)).toEqual(new Set(['dynamodb:GetItem', 'logs:CreateLogStream', 'logs:PutLogEvents']))
  template.hasOutput('PreAuthenticationAliasArn', {})
})

test('in production a new version of it is rehearsed and goes out in steps, with alarms of its own', () => {
  const { template } = synthesizeSuite({ plans }, 'prod')

  const alarms = Object.keys(template.findResources('AWS::CloudWatch::Alarm'))
  expect(alarms.filter((id) => id.includes('PreAuthenticationAlarms'))).toHaveLength(9)
  expect(
    Object.keys(template.findResources('AWS::CodeDeploy::DeploymentGroup')).filter((id) =>
      id.includes('PreAuthentication'),
    ),
  ).toHaveLength(1)
  const [rehearsal] = Object.values(
    template.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { VERSIONS: Match.anyValue() } } },
    }),
  )
  expect(JSON.stringify(rehearsal)).toContain('pre-authentication')
})

test('an attribute that users write themselves cannot suspend them', () => {
  const rules = [suspendedUsers({ from: { userAttribute: 'nickname' } })]
  const open = readSuitePlans({ ...suite, preAuthentication: () => definePreAuthentication({ rules }) })
  const build = (): unknown => synthesizeSuite({ plans: open, writableAttributes: ['email', 'nickname'] })

  expect(build).toThrow(
    'Rule suspended-users refuses people by nickname, which the app clients may write, so that people could let themselves in',
  )
})

test.each([{ 'pre-authentification': [] }, { preAuthentication: [] }, { 'pre-authentication': true }])(
  'calls that say %j are refused',
  (wrong) => {
    const given = shippedPlans()
    const calls = Object.assign({ ...given.calls }, wrong)

    try {
      synthesizeSuite({ plans: { ...given, calls } })
      expect.unreachable()
    } catch (error) {
      expect(describeSynthError(error)).toMatch(/meta\/plans\.json is not what this version builds/)
    }
  },
)

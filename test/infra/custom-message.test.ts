/** A suite with messages of its own, and the pool that may send them. */
import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'

import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import { describeSynthError } from '../../infra/synth-error.ts'
import { defineCustomMessage } from '../../triggers/custom-message/configure.ts'
import * as messagingSuite from '../suites/custom-message.ts'
import { synthesizeSuite } from './synthesize-suite.ts'

const plans = readSuitePlans(messagingSuite)
const ses = { fromEmail: 'hello@acme.example', fromName: 'Acme' }

describe('a suite that writes mail', () => {
  const mistakeOf = (build: () => unknown): string => {
    try {
      build()
      return ''
    } catch (error) {
      return describeSynthError(error)
    }
  }

  test('is refused for a pool whose mail Cognito sends itself', () => {
    expect(mistakeOf(() => synthesizeSuite({ plans }))).toBe(
      'Message sign-up-code writes mail, which Cognito takes only for a pool that sends with SES: set ses, or leave email out of the messages.',
    )
  })

  test('is taken when it writes to phones alone', () => {
    const customMessage = () =>
      defineCustomMessage({
        brand: { name: 'Acme' },
        messages: [
          { name: 'code', sources: ['CustomMessage_SignUp'], templates: { en: { sms: '{{brand}} {####}' } } },
        ],
      })

    expect(
      mistakeOf(() => synthesizeSuite({ plans: readSuitePlans({ ...messagingSuite, customMessage }) })),
    ).toBe('')
  })

  test('has its function called by a pool that sends with SES, and no permission of its own', () => {
    const { template, stack } = synthesizeSuite({ plans, ses })

    const alias = stack.suite.triggers.get('custom-message')?.alias
    expect(alias).toBeDefined()
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: { CustomMessage: Match.anyValue() },
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        From: 'Acme <hello@acme.example>',
        SourceArn: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':ses:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
              ':identity/hello@acme.example',
            ],
          ],
        },
      },
    })
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.includes('CustomMessage'),
    )
    expect(policies).toHaveLength(1)
    expect(JSON.stringify(policies).match(/\w+:[A-Z]\w+/g)).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ])
  })
})

test('a stage that people live in rehearses it, shifts its traffic slowly and watches it', () => {
  const { template } = synthesizeSuite({ plans, ses }, 'prod')

  const groups = template.findResources('AWS::CodeDeploy::DeploymentGroup')
  expect(Object.keys(groups).some((id) => id.includes('CustomMessage'))).toBe(true)
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) =>
    String(Properties.AlarmDescription),
  )
  expect(alarms.some((text) => text.includes("people get Cognito's own text in place of the suite's"))).toBe(
    true,
  )
  const versions = Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
    ({ Properties }) =>
      JSON.stringify(Properties.Environment?.Variables?.VERSIONS ?? '').match(/custom-message/g) ?? [],
  )
  expect(versions).toHaveLength(1)
})

test('the suite as it comes has neither', () => {
  const [pool] = Object.values(synthesizeSuite().template.findResources('AWS::Cognito::UserPool'))

  expect(pool?.['Properties']).toHaveProperty('LambdaConfig.PreSignUp')
  expect(pool?.['Properties']).not.toHaveProperty('LambdaConfig.CustomMessage')
  expect(pool?.['Properties']).not.toHaveProperty('EmailConfiguration')
})

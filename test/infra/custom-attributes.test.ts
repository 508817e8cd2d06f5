/** Attributes of the team's own: in the schema, for app clients, and for the suite. */
import { glob, readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { type CustomAttributes, requireDeclared } from '../../infra/custom-attributes.ts'
import { readPoolSettings } from '../../infra/pool-checks.ts'
import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import { defineCustomMessage } from '../../triggers/custom-message/configure.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { profile } from '../../triggers/post-confirmation/effects/profile.ts'
import { userConfirmedEvent } from '../../triggers/post-confirmation/effects/user-confirmed-event.ts'
import { webhook } from '../../triggers/post-confirmation/effects/webhook.ts'
import { welcomeMail } from '../../triggers/post-confirmation/effects/welcome-mail.ts'
import { definePreAuthentication } from '../../triggers/pre-authentication/rule.ts'
import { suspendedUsers } from '../../triggers/pre-authentication/rules/suspended-users.ts'
import { definePreSignUp } from '../../triggers/pre-sign-up/define.ts'
import { attributes } from '../../triggers/pre-sign-up/rules/attributes.ts'
import { linkAccounts } from '../../triggers/pre-sign-up/rules/link-accounts.ts'
import { acceptedTerms } from '../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { attributeClaims } from '../../triggers/pre-token-generation/claims/attribute-claims.ts'
import { profileIncomplete } from '../../triggers/pre-token-generation/claims/profile-incomplete.ts'
import { requireTerms } from '../../triggers/pre-token-generation/claims/require-terms.ts'
import { definePreTokenGeneration } from '../../triggers/pre-token-generation/define.ts'
import { defineProvisioningWorker } from '../../triggers/provisioning-worker/config.ts'
import { linkingDirectory } from '../../triggers/adapters/user-directory-https.ts'
import { cognitoUserList } from '../../triggers/adapters/user-list-cognito.ts'
import { eventBridgeBus } from '../../triggers/adapters/event-bus-eventbridge.ts'
import { sesMailer } from '../../triggers/adapters/mailer-ses.ts'
import { standardWebhookSender } from '../../triggers/adapters/webhook-standard.ts'
import { suiteRecordIndex } from '../../triggers/adapters/record-index-dynamodb.ts'
import { suiteTableWriter } from '../../triggers/adapters/suite-table-dynamodb.ts'
import * as shippedSuite from '../suites/shipped.ts'
import { findAll, findOnly, shippedPlans, synthesizeSuite } from './synthesize-suite.ts'

const of = (...names: string[]): CustomAttributes =>
  Object.fromEntries(names.map((name) => [`custom:${name}`, { type: 'String' as const }]))

test('are in the schema with their types and limits, after the tenant', () => {
  const { template } = synthesizeSuite({
    customAttributes: {
      'custom:plan': { type: 'String', min: 1, max: 20 },
      'custom:level': { type: 'Number', mutable: false, min: -1, max: 9 },
      'custom:since': { type: 'DateTime' },
      'custom:staff': { type: 'Boolean' },
    },
  })

  expect(findOnly(template, 'AWS::Cognito::UserPool').Properties['Schema']).toEqual([
    {
      Name: 'email',
      AttributeDataType: 'String',
      Mutable: true,
      Required: true,
      StringAttributeConstraints: { MinLength: '0', MaxLength: '2048' },
    },
    {
      Name: 'tenant',
      AttributeDataType: 'String',
      Mutable: true,
      StringAttributeConstraints: { MinLength: '1', MaxLength: '64' },
    },
    {
      Name: 'plan',
      AttributeDataType: 'String',
      Mutable: true,
      StringAttributeConstraints: { MinLength: '1', MaxLength: '20' },
    },
    {
      Name: 'level',
      AttributeDataType: 'Number',
      Mutable: false,
      NumberAttributeConstraints: { MinValue: '-1', MaxValue: '9' },
    },
    { Name: 'since', AttributeDataType: 'DateTime', Mutable: true },
    { Name: 'staff', AttributeDataType: 'Boolean', Mutable: true },
  ])
})

test.each([
  [{ type: 'Number', min: 0 }, { NumberAttributeConstraints: { MinValue: '0' } }],
  [{ type: 'Number', max: 0 }, { NumberAttributeConstraints: { MaxValue: '0' } }],
  [{ type: 'Number', min: 0, max: 0 }, { NumberAttributeConstraints: { MinValue: '0', MaxValue: '0' } }],
  [{ type: 'String', min: 0 }, { StringAttributeConstraints: { MinLength: '0', MaxLength: '2048' } }],
  [{ type: 'String', max: 0 }, { StringAttributeConstraints: { MinLength: '0', MaxLength: '0' } }],
] as const)('%j keeps its limit of 0, which no later deployment could add', (attribute, constraints) => {
  const { template } = synthesizeSuite({ customAttributes: { 'custom:limited': attribute } })

  expect(findOnly(template, 'AWS::Cognito::UserPool').Properties['Schema']).toContainEqual({
    Name: 'limited',
    AttributeDataType: attribute.type,
    Mutable: true,
    ...constraints,
  })
})

test('are left out of an update of a pool that has them, and clients keep what they may write', () => {
  const { template } = synthesizeSuite({
    omitSchema: true,
    customAttributes: of('plan'),
    writableAttributes: ['email', 'custom:plan'],
  })

  expect(findOnly(template, 'AWS::Cognito::UserPool').Properties).not.toHaveProperty('Schema')
  expect(findAll(template, 'AWS::Cognito::UserPoolClient')[0]?.Properties).toMatchObject({
    WriteAttributes: ['custom:plan', 'email'],
  })
})

test('can be written by the app clients when the list says so', () => {
  const { template } = synthesizeSuite({
    customAttributes: of('plan', 'role'),
    writableAttributes: ['email', 'custom:plan'],
  })

  expect(findAll(template, 'AWS::Cognito::UserPoolClient').map(({ Properties }) => Properties)).toEqual(
    Array.from({ length: 3 }, () => expect.objectContaining({ WriteAttributes: ['custom:plan', 'email'] })),
  )
})

const mapped = {
  identityProviders: [
    {
      name: 'Acme',
      issuer: 'https://id.acme.example',
      clientId: 'suite',
      clientSecretName: 'secret',
      attributes: { 'custom:badge': 'badge' },
    },
  ],
}

test.each([
  [
    { customAttributes: of('plan'), writableAttributes: ['email', 'custom:plane'] },
    /writableAttributes\[1\] must be .* or 'custom:plan', not 'custom:plane': did you mean 'custom:plan'\?$/,
  ],
  [{ customAttributes: of('tenant') }, /holds custom:tenant, which each pool has: leave it out$/],
  [
    { customAttributes: { plan: { type: 'String' } } },
    /must be custom: and 1 to 20 characters .*, not 'plan'$/,
  ],
  [{ customAttributes: of('custom:plan') }, /must be custom: and 1 to 20 characters/],
  [{ customAttributes: of('x'.repeat(21)) }, /must be custom: and 1 to 20 characters/],
  [
    { customAttributes: { 'custom:on': { type: 'Boolean', max: 1 } } },
    /custom:on\.max goes with the types String and Number$/,
  ],
  [
    { customAttributes: { 'custom:level': { type: 'Number', min: 2, max: 1 } } },
    /custom:level\.min is 2, over max, 1: swap them$/,
  ],
  [
    { ...mapped, customAttributes: { 'custom:badge': { type: 'String', mutable: false } } },
    /a name in identityProviders\[0\]\.attributes is custom:badge, which is not mutable: each later sign-in of its people would fail$/,
  ],
  [
    { ...mapped, customAttributes: of('badges') },
    /attributes is custom:badge, which the pool does not have: did you mean custom:badges\?$/,
  ],
  [
    { customAttributes: of(...Array.from({ length: 50 }, (_, index) => `a${index}`)) },
    /must hold 49 attributes at most, not 50$/,
  ],
])('%j is refused in one sentence', (settings, sentence) => {
  expect(() => readPoolSettings(settings)).toThrow(sentence)
})

test('every member of a suite that names attributes in its options says which', () => {
  const bus = eventBridgeBus
  const post = definePostConfirmation({
    ledger: suiteTableWriter,
    effects: [
      profile({ table: suiteTableWriter, attributes: ['custom:a'] }),
      userConfirmedEvent({ bus, attributes: ['custom:b'] }),
      webhook({ sender: standardWebhookSender, url: 'https://a.example/', attributes: ['custom:c'] }),
      welcomeMail({
        mailer: sesMailer,
        from: 'a@a.example',
        templates: { en: { subject: 'Hi', text: 'Hi {{custom:d|you}}' } },
      }),
    ],
  })
  const plans = readSuitePlans({
    preSignUp: () =>
      definePreSignUp({
        rules: [
          attributes({
            check: { 'custom:e': { required: true } },
            notAccepted: ['custom:f'],
            terms: { versions: ['1'], attribute: 'custom:g' },
          }),
          linkAccounts({
            directory: linkingDirectory,
            providersThatVerifyEmail: ['Acme'],
            whenNobodyHasTheAddress: 'refuse',
            whenNotSafe: 'refuse',
            onFailure: 'refuse',
            subjectAttribute: 'custom:h',
          }),
        ],
      }),
    preAuthentication: () =>
      definePreAuthentication({ rules: [suspendedUsers({ from: { userAttribute: 'custom:i' } })] }),
    preTokenGeneration: () =>
      definePreTokenGeneration({
        claims: [
          attributeClaims({ claims: { j: 'custom:j', k: { attribute: 'custom:k', type: 'list' } } }),
          acceptedTerms({ from: { userAttribute: 'custom:l' }, current: ['1'] }),
          requireTerms({ from: { userAttribute: 'custom:m' }, current: ['1'] }),
          profileIncomplete({ required: ['custom:n'] }),
        ],
      }),
    postConfirmation: () => post,
    customMessage: () =>
      defineCustomMessage({
        brand: { name: 'Acme' },
        messages: [
          {
            name: 'code',
            sources: ['CustomMessage_SignUp'],
            templates: { en: { sms: '{{brand}} {####} {{custom:o|}}' } },
          },
        ],
      }),
    provisioningWorker: () =>
      defineProvisioningWorker({ postConfirmation: post, index: suiteRecordIndex, users: cognitoUserList }),
  })
  const named = new Set(plans.attributes.map(({ attribute }) => attribute))

  expect([...named].toSorted()).toEqual('abcdefghijklmno'.split('').map((letter) => `custom:${letter}`))
  for (const missing of named) {
    const others = [...named].filter((name) => name !== missing)
    expect(() => requireDeclared(plans.attributes, others)).toThrow(
      new RegExp(`^\\w+( source)? [a-z-]+ names ${missing}, which the pool does not have: `, 'i'),
    )
  }
})

test('a suite that names an attribute which the pool does not have is refused with the nearest', () => {
  const plans = (attribute: string) => ({ attributes: [{ by: 'rule attributes', attribute }] })
  const build = (attribute: string) =>
    synthesizeSuite({ customAttributes: of('plan'), plans: { ...shippedPlans(), ...plans(attribute) } })

  expect(() => build('custom:plann')).toThrow(
    new TypeError(
      'Rule attributes names custom:plann, which the pool does not have: did you mean custom:plan?',
    ),
  )
  expect(() => build('dev:custom:x')).toThrow(
    new TypeError(
      'Rule attributes names dev:custom:x, which the pool does not have: declare it in customAttributes of the pool.',
    ),
  )
  expect(() => build('custom:plan')).not.toThrow()
  expect(() => build('custom:tenant')).not.toThrow()
})

test('an attribute that no sign-up may bring cannot be written later either', () => {
  const preSignUp = () => definePreSignUp({ rules: [attributes({ notAccepted: ['custom:role', 'locale'] })] })
  const build = (...writable: `custom:${string}`[]) =>
    synthesizeSuite({
      customAttributes: of('role'),
      writableAttributes: ['email', 'locale', ...writable],
      plans: readSuitePlans({ ...shippedSuite, preSignUp }),
    })

  expect(() => build('custom:role')).toThrow(
    'Rule attributes refuses people by custom:role, which the app clients may write',
  )
  expect(() => build()).not.toThrow()
})

test('each recipe declares the attributes that its code names', async () => {
  const undeclared: string[] = []
  let count = 0
  for await (const file of glob('docs/recipes/**/*.md')) {
    const page = await readFile(file, 'utf8')
    const declared = new Set(
      [...page.matchAll(/```json\n(\{\n {2}"context".*?)```/gs)].flatMap(([, block = '']) =>
        Object.keys(readPoolSettings(JSON.parse(block).context.pool).customAttributes ?? {}),
      ),
    )
    const code = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => block).join('\n')
    for (const [name] of code.matchAll(/custom:[a-z_]+/g)) {
      count += 1
      if (name !== 'custom:tenant' && !declared.has(name)) undeclared.push(`${file}: ${name}`)
    }
  }

  expect(undeclared).toEqual([])
  expect(count).toBeGreaterThan(5)
})

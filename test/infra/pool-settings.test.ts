/** What a team may say of its pool in cdk.json. */
import { readFileSync } from 'node:fs'

import { Aws, Fn } from 'aws-cdk-lib'
import { describe, expect, test } from 'vitest'

import { listNames } from '../../triggers/core/options/refuse.ts'
import { poolChecks, readPoolSettings } from '../../infra/pool-checks.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const clientType = 'AWS::Cognito::UserPoolClient'
const providerType = 'AWS::Cognito::UserPoolIdentityProvider'

const acme = {
  name: 'Acme',
  issuer: 'https://id.acme.example',
  clientId: 'suite',
  clientSecretName: 'acme-client-secret',
}

test('nothing said is nothing changed', () => {
  expect([readPoolSettings(undefined), readPoolSettings({})]).toEqual([{}, {}])
})

test('every setting is taken as it is', () => {
  const settings = {
    callbackUrls: ['https://app.example.com/callback'],
    logoutUrls: ['https://app.example.com/'],
    writableAttributes: ['email', 'birthdate'],
    preTokenGenerationVersion: 'V3_0',
    identityProviders: [{ ...acme, attributes: { email: 'mail' }, scopes: ['openid'] }],
  }

  expect(readPoolSettings(settings)).toEqual(settings)
})

const names = listNames(Object.keys(poolChecks({})))

test.each([
  [[], `context pool of cdk.json: the object of options must be an object with ${names}, not a list`],
  [
    { callbackUrl: [] },
    `context pool of cdk.json: callbackUrl is no option: did you mean callbackUrls? It takes ${names}`,
  ],
  [
    { callbackUrls: 'https://a.example' },
    'context pool of cdk.json: callbackUrls must be a list with at least one entry, each an https address, or http on localhost, or the scheme of an app, without # and *, not a text',
  ],
  [
    { callbackUrls: ['http://a.example'] },
    "context pool of cdk.json: callbackUrls[0] must be an https address, or http on localhost, or the scheme of an app, without # and *, not 'http://a.example'",
  ],
  [
    { logoutUrls: [7] },
    'context pool of cdk.json: logoutUrls[0] must be an https address, or http on localhost, or the scheme of an app, without # and *, not 7',
  ],
  [
    { preTokenGenerationVersion: '3' },
    "context pool of cdk.json: preTokenGenerationVersion must be 'V1_0', 'V2_0' or 'V3_0', not '3'",
  ],
  [
    { writableAttributes: ['name'] },
    "context pool of cdk.json: writableAttributes must hold 'email': people sign up with it",
  ],
  [
    { identityProviders: [{ ...acme, clientSecret: 'x' }] },
    'context pool of cdk.json: identityProviders[0].clientSecret is no option: did you mean clientSecretName? It takes name, issuer, clientId, clientSecretName, attributes or scopes',
  ],
  [
    { identityProviders: [{ ...acme, issuer: undefined }] },
    'context pool of cdk.json: identityProviders[0].issuer is missing: it must be an address',
  ],
  [
    { identityProviders: [{ ...acme, attributes: { name: 'name' } }] },
    "context pool of cdk.json: identityProviders[0].attributes must hold 'email', which the pool requires: every sign-in by the provider would fail",
  ],
  [
    { identityProviders: [{ ...acme, scopes: ['email', 'profile'] }] },
    "context pool of cdk.json: identityProviders[0].scopes must hold 'openid', without which the provider gives no ID token",
  ],
  [
    { identityProviders: [{ ...acme, scopes: ['openid email'] }] },
    "context pool of cdk.json: identityProviders[0].scopes[0] must be a scope without blanks, not 'openid email'",
  ],
  [
    { identityProviders: [acme, acme] },
    "context pool of cdk.json: identityProviders holds 'Acme' twice: take one out",
  ],
  [
    { identityProviders: [{ ...acme, name: 'My-Idp' }, acme, { ...acme, name: 'MyIdp' }] },
    "context pool of cdk.json: identityProviders holds 'My-Idp' and 'MyIdp', which both are 'ProviderMyIdp' in the stack: give one of them another name",
  ],
  ...(
    [
      ['custom:tenant', 'which no provider may write: it decides whose data a token opens'],
      ['custom:plan', 'which the pool does not have: declare it in customAttributes'],
      ['dev:custom:plan', 'which the pool does not have: declare it in customAttributes'],
      ['sub', 'which Cognito itself writes: leave it out'],
      ['identities', 'which Cognito itself writes: leave it out'],
      ['cognito:user_status', 'which Cognito itself writes: leave it out'],
    ] as const
  ).map(([name, why]): [unknown, string] => [
    { identityProviders: [{ ...acme, attributes: { email: 'email', [name]: 'claim' } }] },
    `context pool of cdk.json: a name in identityProviders[0].attributes is ${name}, ${why}`,
  ]),
])('%j is refused in one sentence', (context, sentence) => {
  expect(() => readPoolSettings(context)).toThrow(new TypeError(sentence))
})

test('the tenant, which decides whose data a token opens, cannot be made writable', () => {
  expect(() => readPoolSettings({ writableAttributes: ['custom:tenant'] })).toThrow(
    /^context pool of cdk.json: writableAttributes\[0\] must be 'address', .*, not 'custom:tenant'/,
  )
})

const recipe = readFileSync('docs/recipes/pool-settings.md', 'utf8')
const blocks = [...recipe.matchAll(/```json\n(.*?)```/gs)].map(([, block = '']) => block)

test.each(blocks)('the recipe shows settings that synthesize: %s', (block) => {
  const settings = readPoolSettings(JSON.parse(block).context.pool)

  expect(synthesizeSuite(settings).template.toJSON()).not.toEqual(synthesizeSuite().template.toJSON())
})

test('the recipe shows every setting in a block and in a table', () => {
  const shown = new Set(blocks.flatMap((block) => Object.keys(JSON.parse(block).context.pool)))
  const settings = Object.keys(poolChecks({})).toSorted()

  expect([...shown].toSorted()).toEqual(settings)
  expect(settings.filter((name) => !new RegExp(`^\\| .*\`${name}[\`.].*\\|`, 'm').test(recipe))).toEqual([])
})

test('writable attributes are those of each client, by the names of tokens', () => {
  const { template } = synthesizeSuite({ writableAttributes: ['email', 'given_name', 'zoneinfo'] })

  const lists = findAll(template, clientType).map(({ Properties }) => Properties['WriteAttributes'])

  expect(lists).toEqual(Array.from({ length: 3 }, () => ['email', 'given_name', 'zoneinfo']))
})

describe('an identity provider', () => {
  test('is in the pool, its secret read by CloudFormation', () => {
    const { template } = synthesizeSuite({ identityProviders: [acme] })

    expect(findOnly(template, providerType).Properties).toMatchObject({
      ProviderName: 'Acme',
      ProviderType: 'OIDC',
      ProviderDetails: {
        oidc_issuer: 'https://id.acme.example',
        client_id: 'suite',
        client_secret: '{{resolve:secretsmanager:acme-client-secret:SecretString:::}}',
        authorize_scopes: 'openid email profile',
      },
      AttributeMapping: { email: 'email', email_verified: 'email_verified', name: 'name' },
    })
  })

  test('signs people in to the public and the confidential client, which wait for it', () => {
    const { template } = synthesizeSuite({ identityProviders: [acme] })

    const clients = Object.values(template.findResources(clientType)).map(({ Properties, DependsOn }) => [
      Properties['ClientName'],
      Properties['SupportedIdentityProviders'],
      String(DependsOn).includes('ProviderAcme'),
    ])

    expect(clients).toEqual([
      ['public', ['COGNITO', 'Acme'], true],
      ['confidential', ['COGNITO', 'Acme'], true],
      ['machine', ['COGNITO'], false],
    ])
  })

  test.each([
    [
      { name: 'a b' },
      'Identity provider "a b" needs a name of 3 to 32 characters without blanks and without _ after the second: choose another.',
    ],
    [
      { name: 'Okta_EU' },
      'Identity provider "Okta_EU" needs a name of 3 to 32 characters without blanks and without _ after the second: choose another.',
    ],
    [
      { name: 'my_idp' },
      'Identity provider "my_idp" needs a name of 3 to 32 characters without blanks and without _ after the second: choose another.',
    ],
    [
      { name: 'ab' },
      'Identity provider "ab" needs a name of 3 to 32 characters without blanks and without _ after the second: choose another.',
    ],
    [
      { name: 'COGNITO' },
      'Identity provider "COGNITO" needs a name of 3 to 32 characters without blanks and without _ after the second: choose another.',
    ],
    [{ name: Aws.STACK_NAME }, 'The name of an identity provider is a token: write the name itself.'],
    ...[
      'http://id.acme.example',
      'https:///acme',
      'https://*.acme.example',
      'https://jane@id.acme.example',
      'https://id.acme.example?tenant=a',
      'https://id.acme.example#a',
      'https://id.acme.example/.well-known/openid-configuration',
    ].map((issuer): [object, string] => [
      { issuer },
      'The issuer of identity provider Acme is not an https address, or has a query or /.well-known/ in it: correct it.',
    ]),
    [
      { attributes: { email: 'email', birthdate: 'dob' } },
      'Identity provider Acme maps birthdate, which no app client may write, so that every sign-in by it would fail: add birthdate to writableAttributes.',
    ],
  ])('with %j is refused in one sentence', (change, sentence) => {
    const build = () => synthesizeSuite({ identityProviders: [{ ...acme, ...change }] })

    expect(build).toThrow(new TypeError(sentence))
  })
})

test('what CloudFormation fills in is taken as it is', () => {
  const token = Fn.importValue('a-value')

  const build = () =>
    synthesizeSuite({
      callbackUrls: [token, `https://${token}/callback`],
      logoutUrls: Fn.split(',', token),
      domainPrefix: `acme-${token}`,
      ses: {
        fromEmail: `hello@${token}`,
        replyTo: token,
        configurationSetName: token,
        sesRegion: token,
        sesVerifiedDomain: token,
      },
      customDomain: { name: token, certificateArn: token },
      alarmTopicArn: token,
      identityProviders: [
        { ...acme, issuer: token, clientId: token, clientSecretName: token, scopes: [token] },
      ],
    })

  expect(build).not.toThrow()
})

/** What the pool, its clients and its managed login promise. */
import { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'

import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import { suiteInvitations } from '../../triggers/adapters/invitations-dynamodb.ts'
import { cognitoUserDirectory } from '../../triggers/adapters/user-directory-cognito.ts'
import { defaultGroup } from '../../triggers/post-confirmation/effects/default-group.ts'
import { invitedGroups } from '../../triggers/post-confirmation/effects/invited-groups.ts'
import { permissionsFromGroups } from '../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import * as shippedSuite from '../suites/shipped.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const poolType = 'AWS::Cognito::UserPool'
const clientType = 'AWS::Cognito::UserPoolClient'
const groupType = 'AWS::Cognito::UserPoolGroup'

const anyTwelve = {
  MinimumLength: 12,
  RequireLowercase: false,
  RequireUppercase: false,
  RequireNumbers: false,
  RequireSymbols: false,
}

describe('user pool', () => {
  const { template } = synthesizeSuite()

  test.each([
    ['is on the Essentials plan, which pre token generation V2_0 needs', { UserPoolTier: 'ESSENTIALS' }],
    [
      'signs in by e-mail address whatever its letter case',
      { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } },
    ],
    ['verifies e-mail addresses by a code', { AutoVerifiedAttributes: ['email'] }],
    ['lets people sign up themselves', { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } }],
    ['asks for passwords of 12 characters of any kind', { Policies: { PasswordPolicy: anyTwelve } }],
    [
      'holds a tenant that can change',
      {
        Schema: expect.arrayContaining([
          expect.objectContaining({ Name: 'tenant', AttributeDataType: 'String', Mutable: true }),
        ]),
      },
    ],
  ])('%s', (_, properties) => {
    expect(findOnly(template, poolType).Properties).toMatchObject(properties)
  })

  test('is deleted with a development stack', () => {
    expect(findOnly(template, poolType)).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtection: 'INACTIVE' },
    })
  })

  test('is kept and protected in production', () => {
    const production = synthesizeSuite({}, 'prod').template

    expect(findOnly(production, poolType)).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtection: 'ACTIVE' },
    })
  })

  test('has the groups that effects and claims of the suite name, each once', () => {
    expect(groupsIn(template)).toEqual(['editors', 'members'])
  })

  test('has the groups of another suite, but for those that Cognito makes for identity providers', () => {
    const { preTokenGeneration, postConfirmation, provisioningWorker } = shippedSuite
    const directory = cognitoUserDirectory
    const effects = [
      defaultGroup({ directory, group: 'customers' }),
      invitedGroups({ invitations: suiteInvitations, directory, allowed: ['partners', 'Ärzte/Team'] }),
    ]
    const groups = {
      customers: [],
      auditors: ['read'],
      'eu-west-1_AbC123xyZ_Google': ['read'],
      'acme-sales-2_EU_admins': ['read'],
    }
    const plans = readSuitePlans({
      ...shippedSuite,
      postConfirmation: () => ({ ...postConfirmation(), effects }),
      preTokenGeneration: () => ({ ...preTokenGeneration(), claims: [permissionsFromGroups({ groups })] }),
      provisioningWorker: () => ({ ...provisioningWorker(), effects: [] }),
    })

    expect(groupsIn(synthesizeSuite({ plans }).template)).toEqual([
      'acme-sales-2_EU_admins',
      'Ärzte/Team',
      'auditors',
      'customers',
      'partners',
    ])
  })

  test('offers the scopes read and write of the resource server api', () => {
    expect(findOnly(template, 'AWS::Cognito::UserPoolResourceServer').Properties).toMatchObject({
      Identifier: 'api',
      Scopes: [
        expect.objectContaining({ ScopeName: 'read' }),
        expect.objectContaining({ ScopeName: 'write' }),
      ],
    })
  })

  test('has a managed login with a style for each client that a person signs in to', () => {
    expect(findOnly(template, 'AWS::Cognito::UserPoolDomain').Properties).toMatchObject({
      ManagedLoginVersion: 2,
    })
    expect(findAll(template, 'AWS::Cognito::ManagedLoginBranding')).toHaveLength(2)
  })

  test('has the classic login on the plan Lite, which has no other', () => {
    const lite = synthesizeSuite({
      featurePlan: FeaturePlan.LITE,
      preTokenGenerationVersion: 'V1_0',
    }).template

    expect(findOnly(lite, 'AWS::Cognito::UserPoolDomain').Properties).toMatchObject({
      ManagedLoginVersion: 1,
    })
    expect(findAll(lite, 'AWS::Cognito::ManagedLoginBranding')).toEqual([])
  })

  test('refuses a domain prefix that Cognito would refuse', () => {
    const build = () => synthesizeSuite({ domainPrefix: 'my-cognito-app' })

    expect(build).toThrow(
      'Domain prefix my-cognito-app contains "cognito", which Cognito refuses: choose another.',
    )
  })

  test('takes another plan', () => {
    const plus = synthesizeSuite({ featurePlan: FeaturePlan.PLUS }).template

    expect(findOnly(plus, poolType).Properties).toMatchObject({ UserPoolTier: 'PLUS' })
  })
})

describe('app clients', () => {
  const { template } = synthesizeSuite()

  test.each([
    [
      'public has no secret and signs in by password, SRP or code grant',
      {
        GenerateSecret: false,
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        AllowedOAuthFlows: ['code'],
        CallbackURLs: ['http://localhost:3000/callback'],
      },
    ],
    [
      'confidential has a secret and signs in by a server or by code grant',
      {
        GenerateSecret: true,
        ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        AllowedOAuthFlows: ['code'],
      },
    ],
    [
      'machine has a secret, client credentials and no way for a person to sign in',
      {
        GenerateSecret: true,
        ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: [
          { 'Fn::Join': ['', [{ Ref: expect.stringContaining('Api') }, '/read']] },
          { 'Fn::Join': ['', [{ Ref: expect.stringContaining('Api') }, '/write']] },
        ],
      },
    ],
  ])('%s', (title, properties) => {
    const named = findAll(template, clientType).find(({ Properties }) =>
      title.startsWith(`${String(Properties['ClientName'])} `),
    )

    expect(named?.Properties).toMatchObject(properties)
  })

  test.each([
    [
      'may write the tenant, or anything but e-mail, name and locale',
      'WriteAttributes',
      ['email', 'locale', 'name'],
    ],
    ['tells whether an account exists', 'PreventUserExistenceErrors', 'ENABLED'],
    ['keeps its tokens from being revoked', 'EnableTokenRevocation', true],
  ])('none %s', (_, property, value) => {
    const values = findAll(template, clientType).map(({ Properties }) => Properties[property])

    expect(values).toEqual([value, value, value])
  })
})

function groupsIn(template: Template): readonly unknown[] {
  return findAll(template, groupType)
    .map(({ Properties }) => String(Properties['GroupName']))
    .toSorted((one, other) => one.localeCompare(other))
}

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

describe('user pool', () => {
  const { template } = synthesizeSuite()

  test('is on the Essentials plan, which pre token generation V2_0 needs', () => {
    expect(findOnly(template, poolType).Properties).toMatchObject({ UserPoolTier: 'ESSENTIALS' })
  })

  test('signs in by e-mail address whatever its letter case', () => {
    expect(findOnly(template, poolType).Properties).toMatchObject({
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
    })
  })

  test('verifies e-mail addresses by a code', () => {
    expect(findOnly(template, poolType).Properties).toMatchObject({ AutoVerifiedAttributes: ['email'] })
  })

  test('lets people sign up themselves', () => {
    expect(findOnly(template, poolType).Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    })
  })

  test('asks for passwords of 12 characters of any kind', () => {
    expect(findOnly(template, poolType).Properties).toMatchObject({
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: false,
          RequireUppercase: false,
          RequireNumbers: false,
          RequireSymbols: false,
        },
      },
    })
  })

  test('holds a tenant that can change', () => {
    expect(findOnly(template, poolType).Properties).toMatchObject({
      Schema: expect.arrayContaining([
        expect.objectContaining({ Name: 'tenant', AttributeDataType: 'String', Mutable: true }),
      ]),
    })
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

  test('public has no secret and signs in by password, SRP or code grant', () => {
    const client = findClient(template, 'public')

    expect(client).toMatchObject({
      GenerateSecret: false,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlows: ['code'],
      CallbackURLs: ['http://localhost:3000/callback'],
    })
  })

  test('confidential has a secret and signs in by a server or by code grant', () => {
    const client = findClient(template, 'confidential')

    expect(client).toMatchObject({
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlows: ['code'],
    })
  })

  test('machine has a secret, client credentials and no way for a person to sign in', () => {
    const client = findClient(template, 'machine')

    expect(client).toMatchObject({
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: [
        { 'Fn::Join': ['', [{ Ref: expect.stringContaining('Api') }, '/read']] },
        { 'Fn::Join': ['', [{ Ref: expect.stringContaining('Api') }, '/write']] },
      ],
    })
  })

  test('none may write the tenant, or anything but e-mail, name and locale', () => {
    const writable = findAll(template, clientType).map(({ Properties }) => Properties['WriteAttributes'])

    expect(writable).toEqual([
      ['email', 'locale', 'name'],
      ['email', 'locale', 'name'],
      ['email', 'locale', 'name'],
    ])
  })

  test('none tells whether an account exists', () => {
    const told = findAll(template, clientType).map(
      ({ Properties }) => Properties['PreventUserExistenceErrors'],
    )

    expect(told).toEqual(['ENABLED', 'ENABLED', 'ENABLED'])
  })

  test('each can have its tokens revoked', () => {
    const revocable = findAll(template, clientType).map(
      ({ Properties }) => Properties['EnableTokenRevocation'],
    )

    expect(revocable).toEqual([true, true, true])
  })
})

function findClient(template: Template, name: string): unknown {
  return findAll(template, clientType).find(({ Properties }) => Properties['ClientName'] === name)?.Properties
}

function groupsIn(template: Template): readonly unknown[] {
  return findAll(template, groupType)
    .map(({ Properties }) => String(Properties['GroupName']))
    .toSorted((one, other) => one.localeCompare(other))
}

/** What stays when a stack is deleted, and what each is called in the template. */
import { expect, test } from 'vitest'

import { synthesizeSuite } from './synthesize-suite.ts'

test('a stage that people use keeps all that sign-ins need, under ids that never change', () => {
  const customDomain = {
    name: 'auth.acme.example',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b-2c3d',
  }
  const acme = {
    name: 'Acme',
    issuer: 'https://id.acme.example',
    clientId: 'suite',
    clientSecretName: 'acme-client-secret',
  }
  const settings = {
    customDomain,
    identityProviders: [acme],
    mfa: { mode: 'optional', factors: ['totp', 'sms'] },
    writableAttributes: ['email', 'name', 'phone_number'],
  } as const

  const { Resources } = synthesizeSuite(settings, 'prod').template.toJSON()
  const found = Object.entries<Readonly<Record<string, unknown>>>(Resources).filter(
    ([id, { Type }]) => /^(SuiteUsers|SuiteData)/.test(id) && Type !== 'AWS::Lambda::Permission',
  )

  expect(
    found.filter(
      ([, each]) =>
        each['DeletionPolicy'] !== 'RetainExceptOnCreate' || each['UpdateReplacePolicy'] !== 'Retain',
    ),
  ).toEqual([])
  // Another id is another resource, without users, without members, or with another client id in every app.
  expect(found.map(([id]) => id)).toEqual([
    'SuiteDataTable1A3757C8',
    'SuiteUsersPoolsmsRole9DFA2DAA',
    'SuiteUsersPoolECF42E23',
    'SuiteUsersPoolGroupeditorsEC51C074',
    'SuiteUsersPoolGroupmembersD2B1B7B5',
    'SuiteUsersPoolProviderAcme8562F482',
    'SuiteUsersPoolApiE1CF76AE',
    'SuiteUsersPoolPublic1BE6411A',
    'SuiteUsersPoolConfidentialC4E72B3C',
    'SuiteUsersPoolMachineE81A22D7',
    'SuiteUsersPoolDomain485A06BF',
    'SuiteUsersPoolCustomDomainEDFCE998',
    'SuiteUsersPublicStyleB05ABFAA',
    'SuiteUsersConfidentialStyleF8A14436',
  ])
})

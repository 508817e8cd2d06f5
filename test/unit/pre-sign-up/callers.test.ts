import { describe, expect, test } from 'vitest'
import { callers, type CallersOptions } from '../../../triggers/pre-sign-up/rules/callers.ts'
import { ask } from './ask.ts'
import { type SignUp } from '../../../triggers/testing/pre-sign-up.ts'

const web = 'web0123456789'
const native = { source: 'PreSignUp_SignUp', clientId: web } as const
const admin = { source: 'PreSignUp_AdminCreateUser', clientId: 'CLIENT_ID_NOT_APPLICABLE' } as const
const google = { source: 'PreSignUp_ExternalProvider', clientId: web, userName: 'Google_1029' } as const

describe.each<[string, CallersOptions, readonly (readonly [SignUp, string])[]]>([
  [
    'only people themselves',
    { sources: ['PreSignUp_SignUp'] },
    [
      [native, 'pass'],
      [admin, 'caller_not_allowed'],
      [google, 'provider_not_allowed'],
    ],
  ],
  [
    'only administrators',
    { sources: ['PreSignUp_AdminCreateUser'] },
    [
      [native, 'caller_not_allowed'],
      [admin, 'pass'],
      [{ ...admin, clientId: null }, 'pass'],
      [google, 'provider_not_allowed'],
    ],
  ],
  [
    'one app client',
    { apps: [web] },
    [
      [native, 'pass'],
      [google, 'pass'],
      [admin, 'pass'],
      [{ ...native, clientId: 'other' }, 'caller_not_allowed'],
      [{ ...google, clientId: 'other' }, 'caller_not_allowed'],
      [{ ...native, clientId: null }, 'caller_not_allowed'],
      [{ ...native, clientId: web.toUpperCase() }, 'caller_not_allowed'],
      [{ ...native, clientId: 'CLIENT_ID_NOT_APPLICABLE' }, 'caller_not_allowed'],
    ],
  ],
])('callers limited to %s', (_, options, rows) => {
  test.each(rows)('answers %j with %s', async (question, expected) => {
    expect(await ask([callers(options)], question)).toBe(expected)
  })
})

test('each of several app clients may', async () => {
  for (const clientId of ['one', 'two'])
    expect(await ask([callers({ apps: ['one', 'two'] })], { clientId })).toBe('pass')
})

test('an id that holds underscores belongs to the longest provider that fits', async () => {
  const options = { providers: ['Google', 'Google_Workspace'] }
  const userName = 'Google_Workspace_a_b'

  expect(await ask([callers(options)], { ...google, userName })).toBe('pass')
  expect(
    await ask([callers({ providers: ['Google'], otherProviders: ['Google_Workspace'] })], {
      ...google,
      userName,
    }),
  ).toBe('provider_not_allowed')
})

test.each<[CallersOptions, string]>([
  [{}, 'callers: limit sources, apps or providers, or remove the rule'],
  [{ otherProviders: ['X'] }, 'callers: limit sources, apps or providers'],
  [{ apps: [] }, 'callers: apps is empty'],
  [{ sources: [] }, 'callers: sources is empty'],
  [{ providers: [] }, 'callers: providers is empty'],
  [{ providers: ['Google', 'google'] }, "callers: the provider 'google' is named twice"],
  [{ providers: [''] }, 'callers: providers[0] must be the name of an identity provider, not an empty text'],
  [
    { providers: ['Cognito'] },
    "callers: providers[0] must be the name of an identity provider, not 'Cognito'",
  ],
  [
    { providers: ['a'.repeat(33)] },
    `callers: providers[0] must be the name of an identity provider, not '${'a'.repeat(33)}'`,
  ],
  [{ providers: ['Google'], otherProviders: ['Google'] }, "callers: the provider 'Google' is named twice"],
])('the options %j are refused', (options, message) => {
  expect(() => callers(options)).toThrow(TypeError)
  expect(() => callers(options)).toThrow(message)
})

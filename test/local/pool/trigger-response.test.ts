/** The strict reading of the envelope and of what pre sign-up answers. */
import { describe, expect, test } from 'vitest'
import { UnrecognizableOutput } from '../../../triggers/testing/claim-overrides.ts'
import { readSignUpResponse } from '../../../triggers/testing/sign-up-response.ts'
import { readResponse } from '../../../triggers/testing/trigger-response.ts'

const envelope = {
  version: '1',
  triggerSource: 'PreSignUp_SignUp',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Test12345',
  userName: 'ada',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
  request: { userAttributes: { email: 'ada@example.com' }, validationData: null },
}
const attributes = new Map([['email', 'ada@example.com']])
const preSignUp = (output: unknown): unknown =>
  readSignUpResponse('PreSignUp_ExternalProvider', output, attributes)
const withResponse = (response: unknown): object => ({ ...envelope, response })

describe('every trigger', () => {
  test.each(Object.keys(envelope))('must hand back %s', (name) => {
    const output = { ...withResponse({}), [name]: undefined }

    expect(() => preSignUp(output)).toThrow(UnrecognizableOutput)
    expect(() => readResponse(output)).toThrow(UnrecognizableOutput)
  })

  test.each([
    ['a number as version', { version: 1 }],
    ['no client id', { callerContext: { awsSdkVersion: 'x' } }],
    ['no user attributes', { request: {} }],
    ['a list as request', { request: [] }],
    ['no response', { response: undefined }],
    ['a null response', { response: null }],
    ['a text as response', { response: 'ok' }],
  ])('is refused with %s', (_what, change) => {
    expect(() => preSignUp({ ...withResponse({}), ...change })).toThrow(UnrecognizableOutput)
  })

  test('may add members of its own and a null client metadata', () => {
    const output = {
      ...withResponse({ note: 1 }),
      extra: true,
      request: { ...envelope.request, clientMetadata: null },
    }

    expect(preSignUp(output)).toEqual({
      autoConfirmUser: false,
      autoVerifyEmail: false,
      autoVerifyPhone: false,
    })
  })
})

describe('pre sign-up', () => {
  test.each(['true', 1, null, [], {}])('refuses the flag %j', (autoConfirmUser) => {
    expect(() => preSignUp(withResponse({ autoConfirmUser }))).toThrow('response.autoConfirmUser')
  })

  test('refuses to verify what the user does not have', () => {
    expect(() => preSignUp(withResponse({ autoVerifyPhone: true }))).toThrow('the user has no phone_number')
    expect(() =>
      readSignUpResponse('PreSignUp_ExternalProvider', withResponse({ autoVerifyEmail: true }), new Map()),
    ).toThrow('no email')
  })

  test('reads flags of its own only', () => {
    const inherited: unknown = JSON.parse('{"__proto__":{"autoConfirmUser":true}}')

    expect(preSignUp(withResponse(inherited))).toMatchObject({ autoConfirmUser: false })
  })
})

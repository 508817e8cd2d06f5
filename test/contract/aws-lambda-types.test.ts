/** Events and sources as the community's types write them: what type checks there, parses here. */
import type {
  CustomMessageTriggerEvent,
  PostConfirmationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
} from 'aws-lambda'
import { expect, test } from 'vitest'
import { parseCustomMessage } from '../../triggers/events/custom-message.ts'
import { parsePostConfirmation } from '../../triggers/events/post-confirmation.ts'
import { parsePreSignUp } from '../../triggers/events/pre-sign-up.ts'
import { parsePreTokenGeneration } from '../../triggers/events/pre-token-generation.ts'
import type {
  CustomMessageSource,
  PostConfirmationSource,
  PreSignUpSource,
  PreTokenGenerationSource,
} from '../../triggers/events/sources.ts'

const envelope = {
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Example01',
  userName: 'jane',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789abcdefghijk' },
}
const groupConfiguration = { groupsToOverride: ['members'], iamRolesToOverride: [], preferredRole: undefined }

const preSignUpSources: readonly PreSignUpTriggerEvent['triggerSource'][] = [
  'PreSignUp_SignUp',
  'PreSignUp_AdminCreateUser',
  'PreSignUp_ExternalProvider',
] satisfies readonly PreSignUpSource[]
const postConfirmationSources: readonly PostConfirmationTriggerEvent['triggerSource'][] = [
  'PostConfirmation_ConfirmSignUp',
  'PostConfirmation_ConfirmForgotPassword',
] satisfies readonly PostConfirmationSource[]
const tokenSources: readonly PreTokenGenerationTriggerEvent['triggerSource'][] = [
  'TokenGeneration_HostedAuth',
  'TokenGeneration_Authentication',
  'TokenGeneration_NewPasswordChallenge',
  'TokenGeneration_AuthenticateDevice',
  'TokenGeneration_RefreshTokens',
] satisfies readonly PreTokenGenerationSource[]

test.each(preSignUpSources)('a typed %s event parses', (triggerSource) => {
  const event: PreSignUpTriggerEvent = {
    ...envelope,
    version: '1',
    triggerSource,
    request: { userAttributes: { email: 'jane@example.com' }, validationData: { a: 'b' } },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  }

  const parsed = parsePreSignUp(event)

  expect(parsed).toMatchObject({
    kind: 'event',
    event: { source: triggerSource, validationData: new Map([['a', 'b']]) },
  })
})

test.each(postConfirmationSources)('a typed %s event parses', (triggerSource) => {
  const event: PostConfirmationTriggerEvent = {
    ...envelope,
    version: '1',
    triggerSource,
    request: { userAttributes: { sub: 'x' } },
    response: {},
  }

  expect(parsePostConfirmation(event)).toMatchObject({
    kind: 'event',
    event: { source: triggerSource, sub: 'x' },
  })
})

test.each(tokenSources)('typed %s events of version 1 and 2 parse', (triggerSource) => {
  const version1: PreTokenGenerationTriggerEvent = {
    ...envelope,
    version: '1',
    triggerSource,
    request: { userAttributes: { sub: 'x' }, groupConfiguration },
    response: { claimsOverrideDetails: {} },
  }
  const version2: PreTokenGenerationV2TriggerEvent = {
    ...envelope,
    version: '2',
    triggerSource,
    request: { userAttributes: { sub: 'x' }, groupConfiguration, scopes: ['openid'] },
    response: { claimsAndScopeOverrideDetails: {} },
  }

  expect(parsePreTokenGeneration(version1)).toMatchObject({
    kind: 'event',
    event: { version: '1', groups: ['members'], scopes: [] },
  })
  expect(parsePreTokenGeneration(version2)).toMatchObject({
    kind: 'event',
    event: { version: '2', scopes: ['openid'] },
  })
})

const messageSources: readonly CustomMessageTriggerEvent['triggerSource'][] = [
  'CustomMessage_SignUp',
  'CustomMessage_AdminCreateUser',
  'CustomMessage_ResendCode',
  'CustomMessage_ForgotPassword',
  'CustomMessage_UpdateUserAttribute',
  'CustomMessage_VerifyUserAttribute',
  'CustomMessage_Authentication',
] satisfies readonly CustomMessageSource[]

test.each(messageSources)('a typed %s event parses', (triggerSource) => {
  const event: CustomMessageTriggerEvent = {
    ...envelope,
    version: '1',
    triggerSource,
    request: {
      userAttributes: { sub: 'x' },
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: triggerSource === 'CustomMessage_AdminCreateUser' ? '{username}' : null,
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  }

  expect(parseCustomMessage(event)).toMatchObject({
    kind: 'event',
    event: { source: triggerSource, codeParameter: '{####}' },
  })
})

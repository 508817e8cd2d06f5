import { expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/core/json.ts'
import { readEventFixtures } from '../../../triggers/testing/golden-events.ts'
import { type EventName, makeEvent } from '../../../triggers/testing/make-event.ts'
import { findResponseProblems } from '../../../triggers/testing/response-problems.ts'

test.each(readEventFixtures())('$name is accepted as it came', ({ event }) => {
  expect(findResponseProblems(event, event)).toEqual([])
})

test.each<readonly [EventName, RawObject, string]>([
  ['PreSignUp_SignUp', { autoConfirmUser: 'yes' }, 'response.autoConfirmUser must be true or false'],
  [
    'PreSignUp_SignUp',
    { autoVerifyPhone: true, autoConfirmUser: true },
    'response.autoVerifyPhone is true, but the user has no phone_number',
  ],
  [
    'TokenGeneration_Authentication.v1',
    { claimsAndScopeOverrideDetails: { accessTokenGeneration: {} } },
    'response.claimsAndScopeOverrideDetails does not belong to LambdaVersion V1_0; use claimsOverrideDetails',
  ],
  [
    'TokenGeneration_Authentication.v2',
    { claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToAddOrOverride: { sub: 'x' } } } },
    'response.claimsAndScopeOverrideDetails.idTokenGeneration.claimsToAddOrOverride.sub is a reserved claim',
  ],
  [
    'CustomMessage_SignUp',
    { smsMessage: 'a'.repeat(141) },
    'response.smsMessage must have 140 characters at most',
  ],
])('%s refuses what Cognito does', (name, response, problem) => {
  const event = makeEvent(name, { attributes: { email: 'jane@example.com' } })

  expect(findResponseProblems(event, { ...event, response })).toEqual([problem])
})

test.each(['PreAuthentication_Authentication', 'PostConfirmation_ConfirmSignUp'] as const)(
  '%s needs the event back',
  (name) => {
    expect(findResponseProblems(makeEvent(name), undefined)).toEqual(['the output must be the event'])
    expect(findResponseProblems(makeEvent(name), {})).toHaveLength(1)
  },
)

test('mail needs SES, and an event a known source', () => {
  const event = makeEvent('CustomMessage_SignUp')
  const answer = { ...event, response: { emailSubject: 'Hello' } }

  expect(findResponseProblems(event, answer, { sendsWithSes: false })).toEqual([
    'response.emailSubject needs EmailSendingAccount DEVELOPER',
  ])
  expect(() => findResponseProblems({ ...event, triggerSource: 'Other' }, answer)).toThrow(TypeError)
})

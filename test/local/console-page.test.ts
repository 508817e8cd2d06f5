/** What the console's page reads out of refusals, tokens and answers, without a browser. */
import { expect, test } from 'vitest'
import { addedScopes, isAddedClaim } from '../../local/console/page/base-claims.ts'
import { readFailures } from '../../local/console/page/failure-text.ts'
import { assignLanes } from '../../local/console/page/lanes.ts'
import { findChanges } from '../../local/console/page/value-diff.ts'

test.each([
  [
    'PreSignUp failed with error [email_domain_not_allowed] Please use another address.',
    { text: 'Please use another address.', tag: 'email_domain_not_allowed', field: 'email' },
  ],
  [
    'PreSignUp failed with error [invitation_needed] Ask for an invitation..',
    { text: 'Ask for an invitation.', tag: 'invitation_needed', field: 'more' },
  ],
  [
    'PreTokenGeneration failed with error [temporarily_unavailable] Try again later.',
    { text: 'Try again later.', tag: 'temporarily_unavailable', field: null },
  ],
  [
    'PreSignUp failed with error Cannot read properties of undefined.',
    {
      text: 'PreSignUp failed with error Cannot read properties of undefined.',
      tag: 'UserLambdaValidationException',
      field: null,
    },
  ],
])('the refusal %j becomes a text, a tag and a field', (message, expected) => {
  const failures = readFailures('UserLambdaValidationException', message, { locale: 'de' })

  expect(failures).toEqual([expected])
})

test("a refusal of Cognito's own keeps its text and stands at its field", () => {
  const failures = readFailures('CodeMismatchException', 'Invalid verification code provided.', {
    locale: 'en',
  })

  expect(failures).toEqual([
    { text: 'Invalid verification code provided.', tag: 'CodeMismatchException', field: 'code' },
  ])
})

test('claims that Cognito would not have put into a token stand out', () => {
  const names = ['sub', 'email', 'custom:plan', 'cognito:groups', 'tenant']

  expect(names.filter((name) => isAddedClaim('id', name))).toEqual(['tenant'])
  expect(names.filter((name) => isAddedClaim('access', name))).toEqual(['email', 'custom:plan', 'tenant'])
  expect(addedScopes('aws.cognito.signin.user.admin orders/read')).toEqual(['orders/read'])
})

test('what a function changed is listed value by value', () => {
  const before = { userName: 'ada', request: { scopes: ['a'] }, response: { flag: false, old: 1 } }
  const after = {
    userName: 'ada',
    request: { scopes: ['a', 'b'] },
    response: { flag: true, id: { plan: 'pro' } },
  }

  const changes = findChanges(before, after)

  expect(changes).toEqual([
    { path: 'request.scopes', kind: 'changed', before: ['a'], after: ['a', 'b'] },
    { path: 'response.flag', kind: 'changed', before: false, after: true },
    { path: 'response.old', kind: 'removed', before: 1 },
    { path: 'response.id.plan', kind: 'added', after: 'pro' },
  ])
})

test.each([[null], [[]]])('the answer that takes the place of %j is listed value by value', (empty) => {
  const changes = findChanges({ response: empty }, { response: { claims: { plan: 'pro' } } })

  expect(changes).toEqual([{ path: 'response.claims.plan', kind: 'added', after: 'pro' }])
})

test('steps that overlap lie in different lanes, and a lane is used again when it is free', () => {
  const lanes = assignLanes([
    { startMs: 0, durationMs: 10 },
    { startMs: 2, durationMs: 3 },
    { startMs: 5, durationMs: 1 },
    { startMs: 10, durationMs: 1 },
  ])

  expect(lanes).toEqual([0, 1, 1, 0])
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRedirect } from '../../client/oauth-redirect.ts'

const options = { expectedState: 's-1' }

/** The address that managed login sends a browser to. */
function redirectTo(parameters: Record<string, string>, mark: '?' | '#' = '?'): string {
  return `https://app.example.com/callback${mark}${new URLSearchParams({ state: 's-1', ...parameters }).toString()}`
}

function refuse(error_description: string, error = 'invalid_request'): string {
  return redirectTo({ error_description, error })
}

describe('the redirect', () => {
  test.each(['?', '#'] as const)('has the code after %s', (mark) => {
    expect(readRedirect(redirectTo({ code: 'c-1' }, mark), options)).toEqual({ kind: 'code', code: 'c-1' })
  })

  test.each(['https://app.example.com/', '/callback?page=2', '', '?code='])('is none in %j', (address) => {
    expect(readRedirect(address, options)).toEqual({ kind: 'none' })
  })

  test('has the denial of a rule', () => {
    const address =
      '?error_description=PreSignUp+failed+with+error+%5Bprovider_not_allowed%5D+Please+choose+another+one.+&state=s-1&error=invalid_request'

    expect(readRedirect(address, options)).toMatchObject({
      kind: 'denied',
      code: 'provider_not_allowed',
      text: 'Please choose another one',
      trigger: 'PreSignUp',
    })
  })

  test.each([
    'Already found an entry for username Google_123456789. ',
    'already found an entry for username google_123456789',
    'PreSignUp failed with error [linked_try_again] Please sign in once more. ',
  ])('asks for the same sign-in once more after linking, and only once: %s', (description) => {
    const first = readRedirect(refuse(description), options)
    const second = readRedirect(refuse(description), { ...options, isSecondTry: true })

    expect(first).toEqual({ kind: 'sign_in_again' })
    expect(['defect', 'denied']).toContain(second.kind)
    expect(JSON.stringify(second)).not.toContain('Google_')
  })

  test('tells that the person gave up', () => {
    expect(readRedirect(refuse('The user cancelled', 'access_denied'), options)).toMatchObject({
      kind: 'rejected',
      reason: 'cancelled',
      isUnclear: false,
    })
  })

  test('needs no description', () => {
    expect(readRedirect(redirectTo({ error: 'access_denied' }), options)).toEqual({
      kind: 'rejected',
      reason: 'cancelled',
      text: '',
      isUnclear: false,
    })
  })

  test.each([
    ['server_error', 'Something went wrong', 'service'],
    [
      'invalid_request',
      'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
      'trigger_timed_out',
    ],
  ])('tells that %s may pass by itself', (error, description, reason) => {
    expect(readRedirect(refuse(description, error), options)).toMatchObject({
      kind: 'transient',
      reason,
      isUnclear: error === 'invalid_request',
    })
  })

  test('is a defect when the function is broken', () => {
    const result = readRedirect(refuse('PreSignUp failed with error x is not a function. '), options)

    expect(result).toMatchObject({
      kind: 'defect',
      cause: new Error('The sign-in ended with invalid_request.'),
    })
  })

  test.each([
    'attributes required: [email]',
    'Attributes Required: [email, custom:tenant,given_name]',
    'user.email: Attribute cannot be updated',
    'user.custom:tenant: Attribute cannot be updated',
    'Invalid user attributes: phone_number',
    'attributes required: [email, custom:dept-1]',
    'user.custom:a-b: Attribute cannot be updated',
    'Invalid SAML response received',
    'Invalid ProviderName/Username combination',
    'Alias entry already exists',
  ])('says in the defect what is to be mended in the pool: %s', (description) => {
    const cause = new Error(`The sign-in ended with invalid_request: ${description}.`)

    for (const end of ['', '.', '. ', ' for a different username Google_123 ', ': ada@example.com']) {
      expect(readRedirect(refuse(` ${description}${end}`), options)).toEqual({
        kind: 'defect',
        cause,
        isUnclear: true,
      })
    }
  })

  test.each([
    'attributes required: [ada@example.com]',
    'attributes required: [Ada, Lovelace]',
    'user.Ada Lovelace: Attribute cannot be updated',
    'Invalid user attributes: Ada',
    'Alias entry already exists for Ada Lovelace, ada@example.com',
    'Already found an entry for username Ada',
    'PreSignUp failed with error Ada',
    'The person Ada was not found, attributes required: [email]',
  ])('puts no word into the defect that can be of a person: %s', (description) => {
    const result = readRedirect(refuse(description), { ...options, isSecondTry: true })

    expect(result.kind).toBe('defect')
    expect(String('cause' in result && result.cause)).not.toMatch(/ada|lovelace/i)
  })

  test.each([
    ['User is not enabled', 'invalid_request'],
    ['user is disabled. ', 'access_denied'],
    ['User is not enabled.', 'server_error'],
  ])('tells that the person is disabled: %s, %s', (description, error) => {
    expect(readRedirect(refuse(description, error), options)).toMatchObject({
      kind: 'rejected',
      reason: 'user_disabled',
    })
  })

  test.each([
    'PreSignUp failed with error User is not enabled.',
    'PreSignUp failed with error NotAuthorizedException: User is disabled.',
    'PreSignUp failed with error CRM: Task timed out.',
    'PreSignUp failed with error CRM invocation failed: Socket timeout while invoking Lambda function.',
    'CRM: User is disabled',
  ])('takes a text of a rule for no word of Cognito: %s', (description) => {
    expect(readRedirect(refuse(description), options).kind).toBe('defect')
  })

  test.each([{ state: 'other' }, { state: '' }])('gives no text of a link that somebody made up', (state) => {
    const address = redirectTo({
      ...state,
      error: 'x',
      error_description: '[email_invalid] Call +1 555 0100',
    })

    const result = readRedirect(address, options)

    expect(result.kind).toBe('defect')
    expect(String('cause' in result && result.cause)).not.toContain('555')
  })

  test('gives no code of a link that somebody made up', () => {
    expect(readRedirect('/callback?code=c-1', options)).toMatchObject({
      kind: 'defect',
      cause: new Error(
        'The redirect does not have the state that this app sent: it answers another request.',
      ),
    })
  })

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['an empty text', ''],
  ])('gives nothing while no sign-in is under way: the stored state is %s', (_, expectedState) => {
    for (const state of ['state=&', 'state=null&', 'state=undefined&', 'state&', '']) {
      const code = readRedirect(`/callback?${state}code=c-1`, { expectedState })
      const error = readRedirect(
        `/callback?${state}error=access_denied&error_description=[email_invalid]+Call+555`,
        { expectedState },
      )

      expect(code.kind).toBe('defect')
      expect(error.kind).toBe('defect')
      expect(String('cause' in error && error.cause)).not.toContain('555')
    }
  })

  test('is read from any address, and never throws', () => {
    const anyError = fc
      .record({ error: fc.string(), error_description: fc.string() })
      .map((parameters) => new URLSearchParams(parameters).toString())
    const anyAddress = fc.oneof(
      fc.string(),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      anyError,
    )

    fc.assert(
      fc.property(anyAddress, fc.constantFrom('', '?state=s-1&'), (address, start) => {
        expect(readRedirect(start + address, options).kind).toBeTypeOf('string')
      }),
    )
  })
})

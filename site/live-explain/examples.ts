/** With what a reader begins, by the name of the recipe. The options are those that the recipe shows. */

export interface Example {
  readonly options: unknown
  readonly signUp: unknown
}

export const examples: Readonly<Record<string, Example>> = {
  'email-domains': {
    options: {
      allow: ['example.com', 'xn--bcher-kva.example'],
      subdomains: { allow: true },
      deny: ['contractors.example.com'],
    },
    signUp: { userAttributes: { email: 'jane@contractors.example.com', locale: 'en' } },
  },
  attributes: {
    options: {
      check: {
        name: { required: true, maxLength: 100 },
        'custom:plan': { oneOf: ['free', 'pro'] },
        'custom:staff_no': { pattern: '/^[A-Z]{2}-[0-9]{4}$/' },
      },
      notAccepted: ['custom:role', 'custom:tenant'],
      minimumAge: 16,
      terms: { versions: ['2026-01'] },
    },
    signUp: {
      userAttributes: { email: 'jane@example.com', name: 'Jane', birthdate: '2015-04-01' },
      validationData: { terms_version: '2026-01' },
    },
  },
  callers: {
    options: {
      sources: ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'],
      apps: ['1example23456789abcdefghijk'],
      providers: ['Google', 'Okta-EU'],
      otherProviders: ['Okta-US'],
    },
    signUp: { triggerSource: 'PreSignUp_ExternalProvider', userName: 'okta-us_1029', userAttributes: {} },
  },
}

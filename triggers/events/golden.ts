/** The golden events: what Cognito sends for each trigger source and version, from the tables of AWS's pages. */
import type { RawObject } from '../core/json.ts'

/** The event of one trigger source and version. */
export interface GoldenEvent {
  /** `PreSignUp_SignUp`, `TokenGeneration_Authentication.v2`. */
  readonly name: string
  readonly note: string
  readonly event: RawObject
}

const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
const email = 'jane@example.com'
const clientId = '1example23456789abcdefghijk'

/** Calls of an administrator name no app client. */
const byAdministrator = { callerContext: callerOf('CLIENT_ID_NOT_APPLICABLE') }

function callerOf(client: string) {
  return { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: client }
}

function golden(
  triggerSource: string,
  note: string,
  request: object,
  response: object,
  envelope: object = {},
  name = triggerSource,
): GoldenEvent {
  const event = {
    version: '1',
    triggerSource,
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_Example01',
    userName: sub,
    callerContext: callerOf(clientId),
    ...envelope,
    request,
    response,
  }
  return { name, note, event }
}

function signUp(source: string, note: string, request: object, envelope: object = {}): GoldenEvent {
  const response = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false }
  return golden(`PreSignUp_${source}`, note, request, response, envelope)
}

const confirmed = {
  userAttributes: {
    sub,
    'cognito:email_alias': email,
    'cognito:user_status': 'CONFIRMED',
    email_verified: 'true',
    name: 'Jane',
    email,
  },
}

/** A message to a user of a status, by default a confirmed one with a verified address. */
function message(
  source: string,
  note: string,
  { status = 'CONFIRMED', verified = 'true', attributes = {}, request = {}, envelope = {} } = {},
): GoldenEvent {
  const userAttributes = {
    sub,
    'cognito:user_status': status,
    email_verified: verified,
    name: 'Jane',
    locale: 'de-AT',
    email,
    ...attributes,
  }
  const parameters = {
    codeParameter: '{####}',
    linkParameter: '{##Click Here##}',
    usernameParameter: null,
  }
  return golden(
    `CustomMessage_${source}`,
    note,
    { userAttributes, ...parameters, ...request },
    { smsMessage: null, emailMessage: null, emailSubject: null },
    envelope,
  )
}

/** The three versions of a user's token. Version 1 has no scopes, and a response of its own. */
function token(
  source: string,
  note: string,
  {
    status = 'CONFIRMED',
    attributes = {},
    request = {},
    scopes = ['aws.cognito.signin.user.admin'],
  }: { status?: string; attributes?: object; request?: object; scopes?: readonly string[] } = {},
): readonly GoldenEvent[] {
  const user = {
    userAttributes: {
      sub,
      'cognito:user_status': status,
      email_verified: 'true',
      email,
      name: 'Jane',
      ...attributes,
    },
    groupConfiguration: { groupsToOverride: ['members'], iamRolesToOverride: [], preferredRole: null },
    ...request,
  }
  const triggerSource = `TokenGeneration_${source}`
  return [
    golden(triggerSource, note, user, { claimsOverrideDetails: null }, {}, `${triggerSource}.v1`),
    ...['2', '3'].map((version) =>
      golden(
        triggerSource,
        note,
        { ...user, scopes },
        { claimsAndScopeOverrideDetails: null },
        { version },
        `${triggerSource}.v${version}`,
      ),
    ),
  ]
}

/** As AWS's page of linked identities shows them. */
const identities =
  '[{"userId": "102939393939393939393", "providerName": "Google", "providerType": "Google", "issuer": null, "primary": "true", "dateCreated": "1700000000000"}]'

/** By trigger, each by name. */
export const goldenEvents = {
  'pre-sign-up': [
    signUp(
      'AdminCreateUser',
      'An administrator has no app client. The three response flags are ignored.',
      {
        userAttributes: { email },
        validationData: { reason: 'onboarding' },
        clientMetadata: { locale: 'de' },
      },
      byAdministrator,
    ),
    signUp(
      'ExternalProvider',
      'The user name is the provider and its id; attributes come mapped from the provider.',
      {
        userAttributes: {
          'cognito:email_alias': '',
          'cognito:phone_number_alias': '',
          email,
          email_verified: 'true',
          name: 'Jane',
        },
        validationData: {},
      },
      { userName: 'Google_102939393939393939393' },
    ),
    signUp(
      'SignUp',
      'The user does not exist yet, so there is no sub. Cognito sends null for validation data that nobody gave, and no clientMetadata key.',
      { userAttributes: { email, name: 'Jane' }, validationData: null },
    ),
  ],
  'pre-authentication': [
    golden(
      'PreAuthentication_Authentication',
      'Sent when somebody begins to sign in, before Cognito looks at the password. userNotFound is there when the app client hides who exists; validationData is the client metadata of the sign-in.',
      { ...confirmed, validationData: null, userNotFound: false },
      {},
    ),
  ],
  'pre-token-generation': [
    ...token('AuthenticateDevice', 'A sign-in that remembered the device.'),
    ...token('Authentication', 'A sign-in through the API; GetTokensFromRefreshToken sends it too.'),
    golden(
      'TokenGeneration_ClientCredentials',
      'A machine client: no user, no groups. Sent in version 3 only.',
      {
        userAttributes: {},
        groupConfiguration: {},
        scopes: ['api/read'],
        clientMetadata: { environment: 'test' },
      },
      { claimsAndScopeOverrideDetails: null },
      { version: '3', userName: clientId },
      'TokenGeneration_ClientCredentials.v3',
    ),
    ...token('HostedAuth', 'A sign-in through managed login or an external provider.', {
      attributes: { identities },
      scopes: ['openid', 'email', 'profile'],
    }),
    ...token('NewPasswordChallenge', 'The first sign-in of a user whom an administrator created.', {
      status: 'FORCE_CHANGE_PASSWORD',
      request: { clientMetadata: { locale: 'es' } },
    }),
    ...token('RefreshTokens', 'A refresh. Claims that are not computed again disappear.'),
  ],
  'post-confirmation': [
    golden(
      'PostConfirmation_ConfirmForgotPassword',
      'Sent at each password reset: it must provision nothing again.',
      { ...confirmed, clientMetadata: { locale: 'fr-FR' } },
      {},
    ),
    golden(
      'PostConfirmation_ConfirmSignUp',
      'Also sent for AdminConfirmSignUp, and for a sign-up that pre sign-up confirms.',
      confirmed,
      {},
    ),
  ],
  'custom-message': [
    message(
      'AdminCreateUser',
      'Before an invitation: codeParameter stands for the temporary password, usernameParameter for the name. An administrator has no app client.',
      {
        status: 'FORCE_CHANGE_PASSWORD',
        request: { usernameParameter: '{username}' },
        envelope: byAdministrator,
      },
    ),
    message('Authentication', 'Before the code of a sign-in, to a phone or an address.', {
      attributes: { phone_number: '+4312345678', phone_number_verified: 'true' },
    }),
    message('ForgotPassword', 'Before the code to choose a new password, of AdminResetUserPassword too.'),
    message('ResendCode', 'Before a code is sent again to somebody who has not confirmed.', {
      status: 'UNCONFIRMED',
      verified: 'false',
    }),
    message(
      'SignUp',
      'Before the code to confirm a sign-up. Cognito puts the code in place of codeParameter.',
      {
        status: 'UNCONFIRMED',
        verified: 'false',
        request: { clientMetadata: { locale: 'fr' } },
      },
    ),
    message('UpdateUserAttribute', 'Before the code for an address that has changed.', { verified: 'false' }),
    message('VerifyUserAttribute', 'Before the code for an address that its user asked to verify.', {
      attributes: { phone_number: '+4312345678', phone_number_verified: 'false' },
    }),
  ],
} satisfies Readonly<Record<string, readonly GoldenEvent[]>>

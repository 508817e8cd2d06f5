/** The claims that Cognito itself puts into a token.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
import type {
  ClaimType,
  TokenName,
} from '@cognito-trigger-suite/triggers/internal/pre-token-generation/claim'

type Types = Readonly<Record<string, ClaimType>>

const inBoth: Types = {
  sub: 'string',
  iss: 'string',
  token_use: 'string',
  auth_time: 'integer',
  exp: 'integer',
  iat: 'integer',
  jti: 'string',
  origin_jti: 'string',
  event_id: 'string',
  'cognito:groups': 'list',
}

export const ownClaims: Readonly<Record<TokenName, Types>> = {
  access: {
    ...inBoth,
    client_id: 'string',
    username: 'string',
    scope: 'string',
    aud: 'string',
    device_key: 'string',
    version: 'integer',
  },
  id: {
    ...inBoth,
    aud: 'string',
    nonce: 'string',
    at_hash: 'string',
    'cognito:username': 'string',
    'cognito:roles': 'list',
    'cognito:preferred_role': 'string',
    email: 'string',
    email_verified: 'boolean',
    phone_number: 'string',
    phone_number_verified: 'boolean',
    name: 'string',
    given_name: 'string',
    family_name: 'string',
    preferred_username: 'string',
    locale: 'string',
  },
}

/** Those that no token lacks. */
export const alwaysThere: Readonly<Record<TokenName, readonly string[]>> = {
  access: ['sub', 'iss', 'token_use', 'client_id', 'exp', 'iat'],
  id: ['sub', 'iss', 'token_use', 'aud', 'exp', 'iat'],
}

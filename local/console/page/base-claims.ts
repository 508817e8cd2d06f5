/** Knows which claims Cognito puts into its tokens itself, so that what the suite added stands out. */

export type TokenUse = 'id' | 'access'

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
const idClaims = new Set(
  `sub aud iss token_use auth_time iat exp jti origin_jti event_id nonce at_hash acr amr azp nbf identities
  address birthdate email email_verified family_name gender given_name locale middle_name name nickname
  phone_number phone_number_verified picture preferred_username profile updated_at website zoneinfo
  cognito:username cognito:groups cognito:roles cognito:preferred_role`.split(/\s+/),
)

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
const accessClaims = new Set(
  `sub iss client_id origin_jti event_id token_use scope auth_time exp iat jti username version device_key
  cognito:groups`.split(/\s+/),
)

/** A sign-in by API, without the managed login page, carries this scope alone. */
const apiScope = 'aws.cognito.signin.user.admin'

/** Tells whether Cognito would not have put this claim there. Custom attributes are Cognito's own. */
export const isAddedClaim = (use: TokenUse, claim: string): boolean =>
  use === 'id' ? !idClaims.has(claim) && !claim.startsWith('custom:') : !accessClaims.has(claim)

/** The scopes of an access token that Cognito would not have put there. */
export const addedScopes = (scope: string): readonly string[] =>
  scope.split(' ').filter((name) => name !== '' && name !== apiScope)

/** What a person's provider says of them. */

/** Claims of the ID token and of userInfo. */
export interface PersonClaims {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
  readonly [claim: string]: unknown
}

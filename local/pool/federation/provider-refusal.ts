/** A federated sign-in that ends at the app's `redirect_uri` with an error. */
const codes = new Set(
  'access_denied login_required interaction_required consent_required server_error'.split(' '),
)

/** `message` is the `error_description`. */
export class ProviderRefusal extends Error {
  readonly code: string

  /** An error code that is not one of OpenID Connect becomes `invalid_request`. */
  constructor(code: string, description: string) {
    super(description.slice(0, 200))
    this.name = 'ProviderRefusal'
    this.code = codes.has(code) ? code : 'invalid_request'
  }
}

/** An HTTP API of the template. */

export interface HttpApiModel {
  readonly apiId: string
  readonly name: string
  /** Where AWS would have it: what the template's functions and app clients were told. */
  readonly endpoint: string
  /** Its stages; `$default` is served at the root, the others below their names. */
  readonly stages: readonly StageModel[]
  readonly routes: readonly RouteModel[]
}

interface StageModel {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
}

export interface RouteModel {
  /** `GET /pets/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly key: string
  readonly authorizer: AuthorizerModel
  /** Undefined for an integration that does not run here. */
  readonly integration: IntegrationModel | undefined
}

export interface IntegrationModel {
  /** With its alias. */
  readonly functionArn: string
  readonly payload: '1.0' | '2.0'
  /** 50 to 30,000. */
  readonly timeoutMs: number
}

/** `unknown` is one that cannot be judged here: nobody passes. */
export type AuthorizerModel =
  | { readonly kind: 'none' | 'unknown' }
  | LambdaAuthorizerModel
  | (JwtAuthorizerModel & {
      /** Any one of them is enough; with none, every valid token passes. */
      readonly scopes: readonly string[]
    })

export interface LambdaAuthorizerModel {
  readonly kind: 'lambda'
  readonly id: string
  readonly functionArn: string
  readonly payload: '1.0' | '2.0'
  /** Whether the answer is `isAuthorized`; else it is a policy. */
  readonly isSimple: boolean
  /** Such as `$request.header.Authorization`. */
  readonly identitySources: readonly string[]
  /** 0 keeps no answer. */
  readonly ttlMs: number
}

export interface JwtAuthorizerModel {
  readonly kind: 'jwt'
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly identitySource: string
}

/** An API of API Gateway in the template: an HTTP API or a REST API. */
import type { CorsModel } from './cors.ts'

export interface ApiModel {
  readonly kind: 'http-api' | 'rest-api'
  readonly apiId: string
  readonly name: string
  /** Where AWS would have it: what the template's functions and app clients were told. */
  readonly endpoint: string
  /** Its stages; `$default` is served at the root, the others below their names. */
  readonly stages: readonly StageModel[]
  readonly routes: readonly RouteModel[]
  /** HTTP API: undefined without a configuration. */
  readonly cors?: CorsModel | undefined
  /** REST: the types of bodies that are handed over as base64, such as `image/*`. */
  readonly binaryTypes: readonly string[]
}

interface StageModel {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
}

export interface RouteModel {
  /** `GET /pets/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly key: string
  /** As the event names it. */
  readonly resourceId: string
  readonly authorizer: AuthorizerModel
  /** Undefined for an integration that does not run here. */
  readonly integration: IntegrationModel | undefined
}

/** The event of a REST API has no version. */
export type Payload = '1.0' | '2.0' | 'rest'

export interface IntegrationModel {
  /** With its alias. */
  readonly functionArn: string
  readonly payload: Payload
  /** 50 to 30,000; of a REST API 29,000 and, in a Region, more. */
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
  /** `TOKEN` and `REQUEST` are those of a REST API. */
  readonly payload: '1.0' | '2.0' | 'TOKEN' | 'REQUEST'
  /** Whether the answer is `isAuthorized`; else it is a policy. */
  readonly isSimple: boolean
  /** Such as `$request.header.Authorization`; of a REST API `method.request.header.Authorization`. */
  readonly identitySources: readonly string[]
  /** What the whole of the first identity source must look like. */
  readonly expression?: RegExp | undefined
  /** 0 keeps no answer. */
  readonly ttlMs: number
}

export interface JwtAuthorizerModel {
  readonly kind: 'jwt'
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly identitySource: string
}

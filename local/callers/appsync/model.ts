/** A GraphQL API of AppSync in the template. */

export interface GraphqlApiModel {
  readonly apiId: string
  readonly arn: string
  readonly name: string
  /** Where AWS would have it: what the template's functions were told. */
  readonly endpoint: string
  /** Undefined where another mode comes first: nobody passes. */
  readonly authorizer: AuthorizerModel | undefined
  /** Fields with needs of their own, by the suite's guard. The schema must have them. */
  readonly guardFields: readonly string[]
  /** The schema's text. */
  readonly schema: string
  /** Such as `Query.article` → what answers it. A field without an entry is read from what its parent answered. */
  readonly resolvers: Readonly<Record<string, ResolverModel>>
}

interface AuthorizerModel {
  /** With its alias. */
  readonly functionArn: string
  /** 0 keeps no answer, unless the answer says otherwise. */
  readonly ttlMs: number
  /** What the whole token must look like. */
  readonly expression: RegExp | undefined
}

/** `unknown` is one that does not run here. */
export type ResolverModel =
  | { readonly kind: 'unknown' }
  /** `isAllowed`: whether the data source's role may call the function. */
  | { readonly kind: 'lambda'; readonly functionArn: string; readonly isAllowed: boolean }

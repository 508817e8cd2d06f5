/** A listener of an Application Load Balancer of the template. */

export interface LoadBalancerModel {
  readonly listenerArn: string
  readonly name: string
  /** Where AWS would have it: what the template's functions and app clients were told. */
  readonly endpoints: readonly string[]
  /** In the order in which they are tried. The last is the default, which has no conditions. */
  readonly rules: readonly RuleModel[]
}

export interface RuleModel {
  /** All of them must hold. */
  readonly conditions: readonly ConditionModel[]
  readonly action: ActionModel
}

/** One of the patterns is enough. `*` stands for any number of characters, `?` for one. */
export interface ConditionModel {
  readonly field: 'path' | 'host' | 'method' | 'header' | 'query'
  /** The header's name; the key of a query value, where any will do when it is absent. */
  readonly name?: string
  readonly patterns: readonly string[]
}

/** `unknown` is one that does not run here: nobody passes. */
export type ActionModel =
  | { readonly kind: 'lambda'; readonly target: TargetModel }
  | { readonly kind: 'fixed'; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: RedirectModel }
  | { readonly kind: 'unknown' }

export interface TargetModel {
  readonly targetGroupArn: string
  /** With its alias. */
  readonly functionArn: string
  readonly hasMultiValueHeaders: boolean
}

/** As CloudFormation writes them: `#{host}`, `#{path}`, `#{port}`, `#{protocol}` and `#{query}` stand for the request's. */
export interface RedirectModel {
  readonly protocol: string
  readonly host: string
  readonly port: string
  readonly path: string
  readonly query: string
}

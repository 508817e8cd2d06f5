/** The Lambda authorizer of an HTTP API. */
import { Duration, Names } from 'aws-cdk-lib/core'
import {
  CfnAuthorizer,
  CfnRoute,
  type HttpRouteAuthorizerBindOptions,
  type HttpRouteAuthorizerConfig,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import type { Construct, IConstruct } from 'constructs'

import { optional } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { oneOf } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { CallerConstruct } from '../caller-construct.ts'
import { addGuardFunction, apiGuardChecks, type ApiGuardNeeds, type GuardProps } from '../guard-function.ts'
import type { TriggerFunction } from '../trigger-function.ts'
import { requireRealRoutes } from './guarded-routes.ts'

export interface HttpApiGuardProps extends GuardProps, ApiGuardNeeds {
  /**
   * The answer. Both are remembered by the token, and by the route where `routes` are given.
   *
   * @default 'simple'; 'iam' is a policy over the whole stage
   */
  readonly answer?: 'simple' | 'iam'
}

/** CDK asks for a policy in payload version 1.0, whose event does not name the route by which the answer is remembered. */
class RouteAuthorizer extends HttpLambdaAuthorizer {
  /** What its routes name it by. */
  guarded: string | undefined

  override bind(options: HttpRouteAuthorizerBindOptions): HttpRouteAuthorizerConfig {
    const bound = super.bind(options)
    this.guarded = bound.authorizerId
    for (const each of options.scope.node.findAll()) {
      const isMade = each instanceof CfnAuthorizer && each.ref === bound.authorizerId
      if (isMade) each.authorizerPayloadFormatVersion = '2.0'
    }
    return bound
  }
}

/**
 * Give `needs`, which every route has, or `routes`, such as `{ 'GET /articles': { scopes: ['api/read'] } }`: then every
 * route that is not named is closed. The synthesis fails for a route with the guard that is not named, and for a name that
 * is no such route. A route without `methods` is `ANY /articles`.
 *
 * ```ts
 * const guard = new HttpApiGuard(this, 'Guard', { userPoolId, clientIds, needs: { permissions: ['articles:read'] } })
 * api.addRoutes({ path: '/articles', integration, authorizer: guard.authorizer })
 * ```
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export class HttpApiGuard extends CallerConstruct<HttpApiGuardProps> {
  readonly authorizer: HttpLambdaAuthorizer
  readonly function: TriggerFunction

  constructor(scope: Construct, id: string, props: HttpApiGuardProps) {
    super(scope, id, props, {
      ...apiGuardChecks,
      answer: optional(oneOf(['simple', 'iam'])),
    })
    const { answer = 'simple', ...guard } = props
    const { routes, cacheTtl = Duration.seconds(0) } = guard
    this.function = addGuardFunction(this, answer === 'simple' ? 'http-api-simple' : 'http-api-iam', guard)
    // Two guards of one API may have the same id in their scopes.
    const name = Names.uniqueResourceName(this, { maxLength: 128 })
    const authorizer = new RouteAuthorizer(name, this.function.alias, {
      responseTypes: [answer === 'simple' ? HttpLambdaResponseType.SIMPLE : HttpLambdaResponseType.IAM],
      // What the decision depends on, and nothing less: an answer is remembered by these alone.
      identitySource: [
        '$request.header.Authorization',
        ...(routes === undefined ? [] : ['$context.routeKey']),
      ],
      resultsCacheTtl: cacheTtl,
    })
    this.authorizer = authorizer
    const routesOf = (each: IConstruct): readonly string[] =>
      each instanceof CfnRoute && each.authorizerId === authorizer.guarded ? [each.routeKey] : []
    requireRealRoutes(this, Object.keys(routes ?? {}), routesOf, (route, named) => route === named)
  }
}

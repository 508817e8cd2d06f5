/** The Lambda authorizer of an HTTP API. */
import { Duration } from 'aws-cdk-lib/core'
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import type { Construct } from 'constructs'

import { optional } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { oneOf } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { CallerConstruct } from '../caller-construct.ts'
import { addGuardFunction, apiGuardChecks, type ApiGuardNeeds, type GuardProps } from '../guard-function.ts'
import type { TriggerFunction } from '../trigger-function.ts'

export interface HttpApiGuardProps extends GuardProps, ApiGuardNeeds {
  /**
   * The answer. Both are remembered by the token, and by the route where `routes` are given.
   *
   * @default 'simple', in payload version 2.0; 'iam' is a policy over the whole stage, in version 1.0
   */
  readonly answer?: 'simple' | 'iam'
}

/**
 * Give `needs`, which every route has, or `routes`, such as `{ 'GET /articles': { scopes: ['api/read'] } }`: then every
 * route that is not named is closed.
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
    this.authorizer = new HttpLambdaAuthorizer(this.node.id, this.function.alias, {
      responseTypes: [answer === 'simple' ? HttpLambdaResponseType.SIMPLE : HttpLambdaResponseType.IAM],
      // What the decision depends on, and nothing less: an answer is remembered by these alone.
      identitySource: [
        '$request.header.Authorization',
        ...(routes === undefined ? [] : ['$context.routeKey']),
      ],
      resultsCacheTtl: cacheTtl,
    })
  }
}

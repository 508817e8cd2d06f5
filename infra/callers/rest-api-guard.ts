/** The Lambda authorizer of a REST API. */
import { Duration } from 'aws-cdk-lib/core'
import { CfnMethod, IdentitySource, Method, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway'
import type { Construct, IConstruct } from 'constructs'

import { CallerConstruct } from '../caller-construct.ts'
import { addGuardFunction, apiGuardChecks, type ApiGuardNeeds, type GuardProps } from '../guard-function.ts'
import type { TriggerFunction } from '../trigger-function.ts'
import { requireRealRoutes } from './guarded-routes.ts'

export interface RestApiGuardProps extends GuardProps, ApiGuardNeeds {}

/**
 * Give `needs`, which every method has, or `routes`, such as `{ 'GET /articles/{id}': { scopes: ['api/read'] } }`: then
 * every method that is not named is closed, also where the API has ANY. The synthesis fails for a method with the guard that
 * is not named, and for a name that is no such method. A token that is no good gets 401, one that lacks a right 403; the code is
 * `$context.authorizer.code` of a gateway response.
 *
 * ```ts
 * const guard = new RestApiGuard(this, 'Guard', { userPoolId, clientIds, needs: { permissions: ['articles:read'] } })
 * articles.addMethod('GET', integration, { authorizer: guard.authorizer })
 * ```
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class RestApiGuard extends CallerConstruct<RestApiGuardProps> {
  readonly authorizer: RequestAuthorizer
  readonly function: TriggerFunction

  constructor(scope: Construct, id: string, props: RestApiGuardProps) {
    super(scope, id, props, apiGuardChecks)
    const { routes, cacheTtl = Duration.seconds(0) } = props
    this.function = addGuardFunction(this, 'rest-api', props)
    this.authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: this.function.alias,
      // What the decision depends on, and nothing less: an answer is remembered by these alone.
      identitySources: [
        IdentitySource.header('Authorization'),
        ...(routes === undefined
          ? []
          : ['httpMethod', 'resourcePath'].map((name) => IdentitySource.context(name))),
      ],
      resultsCacheTtl: cacheTtl,
    })
    const routesOf = (each: IConstruct): readonly string[] => {
      const method = each instanceof Method ? each.node.defaultChild : undefined
      const isGuarded = method instanceof CfnMethod && method.authorizerId === this.authorizer.authorizerId
      return isGuarded && each instanceof Method ? [`${each.httpMethod} ${each.resource.path}`] : []
    }
    // The event has the method of the call.
    const covers = (route: string, name: string): boolean =>
      route === name || route === name.replace(/^\S+/, 'ANY')
    requireRealRoutes(this, Object.keys(routes ?? {}), routesOf, covers)
  }
}

/** Demands a scope of every route behind a JWT authorizer. */
import { Token } from 'aws-cdk-lib/core'
import { CfnRoute, type IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2'

/** The most scopes of one route.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const maxScopes = 10

const scopeForm = /^[\x21\x23-\x5B\x5D-\x7E]+$/

/**
 * Makes the synthesis fail when a route of the API has a JWT authorizer and no scope: an ID token would pass there, and
 * every access token of the app client. Put the right into a scope, by `scopesFromPermissions`, and let the route ask for
 * it; no function is then needed.
 *
 * ```ts
 * requireRouteScopes(api)
 * ```
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function requireRouteScopes(api: IHttpApi): void {
  api.node.addValidation({
    validate: () =>
      api.node.root.node
        .findAll()
        .filter((each) => each instanceof CfnRoute)
        .filter(({ apiId, authorizationType }) => apiId === api.apiId && authorizationType === 'JWT')
        .map(({ routeKey, authorizationScopes = [] }) => {
          const count = authorizationScopes.length
          if (count > maxScopes)
            return `The route ${routeKey} has ${count} scopes; API Gateway takes ${maxScopes}.`
          const strange = authorizationScopes.find(
            (each) => !Token.isUnresolved(each) && !scopeForm.test(each),
          )
          if (strange !== undefined) return `The route ${routeKey} has the scope '${strange}', which is none.`
          return count > 0
            ? ''
            : `The route ${routeKey} has a JWT authorizer and no scope, so that an ID token passes: give it authorizationScopes.`
        })
        .filter((problem) => problem !== ''),
  })
}

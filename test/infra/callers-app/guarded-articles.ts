/** What docs/recipes/callers/guards.md shows of an HTTP API. `test/local/callers/guards.test.ts` asks it. */
import { HttpApiGuard } from '@cognito-trigger-suite/cdk/callers/http-api-guard'
import { requireRouteScopes } from '@cognito-trigger-suite/cdk/callers/route-scopes'
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { Duration, type Stack } from 'aws-cdk-lib/core'

export function addArticles(stack: Stack, articles: IFunction, userPoolId: string, clientIds: string[]) {
  const api = new HttpApi(stack, 'Articles')
  requireRouteScopes(api)
  const guard = new HttpApiGuard(stack, 'Guard', {
    userPoolId,
    clientIds,
    routes: {
      'GET /articles/{id}': { permissions: ['articles:read'] },
      'DELETE /articles/{id}': { permissions: ['articles:write'] },
    },
    cacheTtl: Duration.minutes(1),
  })
  api.addRoutes({
    path: '/articles/{id}',
    methods: [HttpMethod.GET, HttpMethod.DELETE],
    integration: new HttpLambdaIntegration('Articles', articles),
    authorizer: guard.authorizer,
  })
  return api
}

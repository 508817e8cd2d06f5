/** Guards in front of a probe, by each kind of authorizer of an HTTP API. */
import { join } from 'node:path'
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Duration } from 'aws-cdk-lib/core'

import { HttpApiGuard } from '../../../infra/callers/http-api-guard.ts'
import { requireRouteScopes } from '../../../infra/callers/route-scopes.ts'
import type { SuiteStack } from '../../../infra/suite-stack.ts'

export function addGuards(stack: SuiteStack): void {
  const { pool, clients } = stack.suite.userPool
  const common = {
    userPoolId: pool.userPoolId,
    clientIds: [clients.public.userPoolClientId],
    retainLogs: false,
  }
  const probe = new LambdaFunction(stack, 'Guarded', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(join(import.meta.dirname, 'door-probe')),
  })
  const integration = new HttpLambdaIntegration('Guarded', probe)
  const api = new HttpApi(stack, 'GuardedApi', { apiName: 'guarded' })
  const byRoute = new HttpApiGuard(stack, 'ByRoute', {
    ...common,
    routes: {
      'GET /articles/{id}': { permissions: ['articles:read'] },
      'DELETE /articles/{id}': { permissions: ['articles:write'] },
    },
    restrictive: [],
    cacheTtl: Duration.minutes(1),
  })
  api.addRoutes({
    path: '/articles/{id}',
    methods: [HttpMethod.GET, HttpMethod.DELETE],
    integration,
    authorizer: byRoute.authorizer,
  })
  const byPolicy = new HttpApiGuard(stack, 'ByPolicy', {
    ...common,
    answer: 'iam',
    needs: { permissions: ['articles:read'] },
    restrictive: [],
    cacheTtl: Duration.minutes(1),
  })
  for (const path of ['/policy/a', '/policy/b'])
    api.addRoutes({ path, methods: [HttpMethod.GET], integration, authorizer: byPolicy.authorizer })
  api.addRoutes({
    path: '/scoped',
    methods: [HttpMethod.GET],
    integration,
    authorizer: new HttpUserPoolAuthorizer('Jwt', pool, { userPoolClients: [clients.public] }),
    authorizationScopes: ['aws.cognito.signin.user.admin'],
  })
  requireRouteScopes(api)
}

/** Guards in front of a probe, by each kind of authorizer of API Gateway, and by AppSync. */
import { join } from 'node:path'
import { Definition, GraphqlApi } from 'aws-cdk-lib/aws-appsync'
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Duration } from 'aws-cdk-lib/core'

import { AppSyncGuard } from '../../../infra/callers/appsync-guard.ts'
import { HttpApiGuard } from '../../../infra/callers/http-api-guard.ts'
import { RestApiGuard } from '../../../infra/callers/rest-api-guard.ts'
import { addArticles } from './guarded-articles.ts'
import type { SuiteStack } from '../../../infra/suite-stack.ts'

const needs = { permissions: ['articles:read'] }
const toWrite = { permissions: ['articles:write'] }
const routes = {
  'GET /articles/{id}': needs,
  'DELETE /articles/{id}': toWrite,
}

export function addGuards(stack: SuiteStack): void {
  const { pool, clients } = stack.suite.userPool
  const common = {
    userPoolId: pool.userPoolId,
    clientIds: [clients.public.userPoolClientId],
    retainLogs: false,
    cacheTtl: Duration.minutes(1),
  }
  const probe = addProbe(stack, 'Guarded', 'door-probe')
  const integration = new HttpLambdaIntegration('Guarded', probe)
  const api = addArticles(stack, probe, common.userPoolId, common.clientIds)
  const byPolicy = new HttpApiGuard(stack, 'ByPolicy', {
    ...common,
    answer: 'iam',
    routes: { 'GET /policy/a': needs, 'GET /policy/b': needs, 'DELETE /policy/a': toWrite },
  })
  const addByPolicy = (path: string, ...methods: HttpMethod[]) =>
    api.addRoutes({ path, methods, integration, authorizer: byPolicy.authorizer })
  addByPolicy('/policy/a', HttpMethod.GET, HttpMethod.DELETE)
  addByPolicy('/policy/b', HttpMethod.GET)
  api.addRoutes({
    path: '/scoped',
    methods: [HttpMethod.GET],
    integration,
    authorizer: new HttpUserPoolAuthorizer('Jwt', pool, { userPoolClients: [clients.public] }),
    authorizationScopes: ['aws.cognito.signin.user.admin'],
  })

  const rest = new RestApi(stack, 'GuardedRest', { restApiName: 'guarded', cloudWatchRole: false })
  const byMethod = new RestApiGuard(stack, 'ByMethod', { ...common, routes })
  const byStage = new RestApiGuard(stack, 'ByStage', { ...common, needs })
  const add = (path: string, method: string, { authorizer }: RestApiGuard): void =>
    void rest.root.resourceForPath(path).addMethod(method, new LambdaIntegration(probe), { authorizer })
  add('/articles/{id}', 'GET', byMethod)
  add('/articles/{id}', 'DELETE', byMethod)
  add('/policy/a', 'GET', byStage)
  add('/policy/b', 'GET', byStage)

  const guard = new AppSyncGuard(stack, 'ByField', {
    ...common,
    needs,
    fields: {
      'Mutation.deleteArticle': routes['DELETE /articles/{id}'],
      'Article.draft': routes['DELETE /articles/{id}'],
    },
  })
  const graphql = new GraphqlApi(stack, 'GuardedGraphql', {
    name: 'guarded',
    definition: Definition.fromFile(join(import.meta.dirname, 'schema.graphql')),
    authorizationConfig: { defaultAuthorization: guard.mode },
  })
  const articles = graphql.addLambdaDataSource('Articles', addProbe(stack, 'Graphql', 'graphql-probe'))
  articles.createResolver('GetArticle', { typeName: 'Query', fieldName: 'article' })
  articles.createResolver('DeleteArticle', { typeName: 'Mutation', fieldName: 'deleteArticle' })
  graphql.addNoneDataSource('Nothing').createResolver('Later', { typeName: 'Query', fieldName: 'later' })
}

function addProbe(stack: SuiteStack, id: string, folder: string): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(join(import.meta.dirname, folder)),
  })
}

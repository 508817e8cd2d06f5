/** A site at whose edge people sign in. It is deployed after the pool, in a stack in us-east-1, since its settings are written
 * out: here they are those of a pool that is deployed somewhere. */
import { AllowedMethods, Distribution } from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { OAuthScope, type UserPool } from 'aws-cdk-lib/aws-cognito'
import { Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'

import { EdgeSignIn } from '../../../infra/callers/edge-sign-in.ts'
import type { SuiteStack } from '../../../infra/suite-stack.ts'

export function addEdge(stack: SuiteStack): void {
  addSiteClient(stack.suite.userPool.pool)
  addSite(new Stack(stack.node.root, 'Site', { env: { region: 'us-east-1' } }))
}

const site = 'https://d111111abcdef8.cloudfront.net'

export function addSiteClient(pool: UserPool): void {
  pool.addClient('SiteClient', {
    userPoolClientName: 'site',
    preventUserExistenceErrors: true,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID],
      callbackUrls: [`${site}/.auth/callback`],
      logoutUrls: [`${site}/`],
    },
  })
}

export function addSite(scope: Construct): void {
  const edge = new EdgeSignIn(scope, 'Edge', {
    userPoolId: 'eu-central-1_AbCdEf123',
    clientId: '7example1client2id3',
    managedLogin: 'https://my-app.auth.eu-central-1.amazoncognito.com',
    openPaths: ['/'],
  })
  new Distribution(scope, 'SignInSite', {
    defaultBehavior: {
      origin: new HttpOrigin('origin.example'),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      edgeLambdas: [edge.viewerRequest],
    },
  })
}

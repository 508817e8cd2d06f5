/** Every synchronous caller in one stack: each construct of `infra/callers`, and plain doors of CDK in front of a probe. */
import { join } from 'node:path'
import { Fn } from 'aws-cdk-lib/core'
import { HttpApi, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Distribution, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { Vpc } from 'aws-cdk-lib/aws-ec2'
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'

import { AuditStream } from '../../../infra/callers/audit-stream.ts'
import { BatchBackfill } from '../../../infra/callers/batch-backfill.ts'
import { ProvisionNow } from '../../../infra/callers/provision-now.ts'
import type { SuiteStack } from '../../../infra/suite-stack.ts'
import { addEdge } from './add-edge.ts'
import { addFrontDoor } from './add-front-door.ts'
import { addGuards } from './add-guards.ts'

/** A new construct is added here: the tests of the local stack, of templates and of rights then have it. */
export function addCallers(stack: SuiteStack): void {
  addPlainDoors(stack)
  addProvisionNow(stack)
  addFrontDoor(stack)
  addGuards(stack)
  addEdge(stack)
  addBatchAndStream(stack)
}

function addBatchAndStream(stack: SuiteStack): void {
  const { triggers, provisioningWorker, userPool } = stack.suite
  new BatchBackfill(stack, 'Backfill', {
    worker: provisioningWorker.alias,
    userPoolId: userPool.pool.userPoolId,
  })
  new AuditStream(stack, 'Audit', { functions: [...triggers.values(), provisioningWorker] })
}

function addProvisionNow(stack: SuiteStack): void {
  const { suite } = stack
  new ProvisionNow(stack, 'ProvisionNow', { suite, userPool: suite.userPool.pool })
}

function addPlainDoors(stack: SuiteStack): void {
  const probe = new LambdaFunction(stack, 'Probe', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(join(import.meta.dirname, 'door-probe')),
  })
  const api = new HttpApi(stack, 'PlainApi', {
    apiName: 'plain',
    defaultIntegration: new HttpLambdaIntegration('New', probe),
  })
  api.addRoutes({
    path: '/old/{proxy+}',
    integration: new HttpLambdaIntegration('Old', probe, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
    }),
  })
  const edgeProbe = new LambdaFunction(stack, 'EdgeProbe', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(join(import.meta.dirname, 'edge-probe')),
  })
  const atViewerRequest = {
    functionVersion: edgeProbe.currentVersion,
    eventType: LambdaEdgeEventType.VIEWER_REQUEST,
  }
  const site = new Distribution(stack, 'PlainSite', {
    defaultBehavior: {
      origin: new HttpOrigin(Fn.select(2, Fn.split('/', api.apiEndpoint))),
      edgeLambdas: [atViewerRequest],
    },
  })
  site.node.addDependency(api)
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2, restrictDefaultSecurityGroup: false })
  const balancer = new ApplicationLoadBalancer(stack, 'PlainBalancer', { vpc, loadBalancerName: 'plain' })
  const targets = new ApplicationTargetGroup(stack, 'PlainTargets', {
    targetType: TargetType.LAMBDA,
    targets: [new LambdaTarget(probe)],
    multiValueHeadersEnabled: true,
  })
  balancer
    .addListener('Listener', { port: 80, protocol: ApplicationProtocol.HTTP })
    .addTargetGroups('Probe', { targetGroups: [targets] })
}

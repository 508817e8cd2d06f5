/** A front door behind an HTTP API and a load balancer. Its pages are where it answers, so that a browser of this machine
 * needs no domain. */
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Vpc } from 'aws-cdk-lib/aws-ec2'
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ListenerAction,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2'

import { FrontDoor } from '../../../infra/callers/front-door.ts'
import type { SuiteStack } from '../../../infra/suite-stack.ts'

export function addFrontDoor(stack: SuiteStack): void {
  const vpc = new Vpc(stack, 'FrontDoorVpc', {
    natGateways: 0,
    maxAzs: 2,
    restrictDefaultSecurityGroup: false,
  })
  const balancer = new ApplicationLoadBalancer(stack, 'FrontDoorBalancer', {
    vpc,
    loadBalancerName: 'front-door',
  })
  const listener = balancer.addListener('Listener', {
    port: 80,
    protocol: ApplicationProtocol.HTTP,
    defaultAction: ListenerAction.fixedResponse(404),
  })
  const api = new HttpApi(stack, 'FrontDoorApi', { apiName: 'front-door' })
  new FrontDoor(stack, 'FrontDoor', {
    suite: stack.suite,
    userPool: stack.suite.userPool.pool,
    origins: [api.apiEndpoint, `https://${balancer.loadBalancerDnsName}`],
    httpApi: api,
    loadBalancer: { listener, priority: 1 },
    loginOrigin: 'https://login.example.com',
    adminScope: 'api/write',
    sendIp: true,
  })
}

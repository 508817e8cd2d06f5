/** Checks of the front door's props. A misspelled one is refused, not ignored. */
import { Duration, Stack } from 'aws-cdk-lib/core'
import { CfnApi, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { ApplicationListener, CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { IAlias } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'

import {
  type Checks,
  optional,
  shape,
  valueThat,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { port } from '@cognito-trigger-suite/triggers/internal/core/options/port'
import { flag, text, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { isOrigin } from '@cognito-trigger-suite/triggers/internal/core/own-origin'
import { isPool } from '../given-pool.ts'
import { runChecks } from '../operation-checks.ts'
import { readProperties } from '../pool-wiring.ts'
import { textOrToken } from '../text-checks.ts'
import { standardAttributes } from '../writable-attributes.ts'
import type { FrontDoorProps } from '../callers/front-door-props.ts'

const origin = textOrToken('an origin such as https://app.example.com, without a path', isOrigin)

const scope = text('a scope such as openid or door/admin', (value) =>
  /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/.test(value),
)

/** Cognito's own scopes are in the tokens of everybody. */
const adminScope = text('a scope of your resource server, such as door/admin', (value) =>
  /^[\x21\x23-\x5b\x5d-\x7e]+\/[\x21\x23-\x5b\x5d-\x7e]+$/.test(value),
)

const attribute = text(
  `a standard attribute (${standardAttributes.join(', ')}) or a custom: one`,
  (name) => standardAttributes.includes(name) || /^custom:[\w-]{1,20}$/.test(name),
)

const life = valueThat(
  'a duration from one hour to ten years, such as Duration.days(30)',
  (value) =>
    value instanceof Duration &&
    !value.isUnresolved() &&
    value.toSeconds() >= 3_600 &&
    value.toSeconds() <= 315_360_000,
)

export const frontDoorChecks: Checks<FrontDoorProps> = {
  ...runChecks,
  suite: valueThat(
    'a CognitoTriggerSuite or CognitoTriggers',
    (suite) => suite instanceof Construct && 'triggers' in suite && 'table' in suite,
  ),
  userPool: valueThat('a user pool of the CDK', (pool) => typeof pool !== 'string' && isPool(pool)),
  origins: list(origin),
  httpApi: optional(valueThat('an HttpApi of the CDK', (api) => api instanceof HttpApi)),
  loadBalancer: optional(
    shape<NonNullable<FrontDoorProps['loadBalancer']>>({
      listener: port('a listener of an application load balancer', undefined, ['addTargetGroups']),
      priority: whole(1, 50_000),
    }),
  ),
  basePath: optional(text('a path such as /auth', (path) => /^(\/[\w-]+){1,5}$/.test(path))),
  loginOrigin: optional(origin),
  loginScopes: optional(list(scope)),
  client: optional(valueThat('a UserPoolClient of the CDK', (client) => client instanceof UserPoolClient)),
  writableAttributes: optional(list(attribute)),
  sessionKeys: optional(port('a secret of the CDK', undefined, ['grantRead'])),
  sessionLife: optional(life),
  maxSessions: optional(whole(1, 100)),
  adminScope: optional(adminScope),
  sendIp: optional(flag),
  alarmActions: optional(list(port('an action of an alarm', undefined, ['bind']), 0)),
  memoryMb: optional(whole(128, 10_240)),
  retainData: optional(flag),
}

/** @throws TypeError for props that exclude each other */
export function requireDoors(props: FrontDoorProps): void {
  if (props.origins.length > 10) throw new TypeError('FrontDoor: origins must be at most 10.')
  if (props.httpApi === undefined && props.loadBalancer === undefined)
    throw new TypeError('FrontDoor needs httpApi, loadBalancer or both: nobody could reach it.')
  if (props.client !== undefined && props.writableAttributes !== undefined) {
    throw new TypeError(
      'FrontDoor: writableAttributes is for the app client that it makes, and client names another: set them there.',
    )
  }
}

/** A sentence when the API would answer preflights in place of the front door, for origins of its own.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export function findApiMistakes(api: HttpApi | undefined): readonly string[] {
  const resource = api?.node.defaultChild
  if (!(resource instanceof CfnApi) || readProperties(resource)['CorsConfiguration'] === undefined) return []
  return [
    `The HTTP API ${resource.node.path} answers preflights itself, so that the front door's own list of origins would not count: take corsPreflight out.`,
  ]
}

/** A sentence when a client could write the address that Cognito is told: only a load balancer that appends to
 * `X-Forwarded-For` puts its own word last.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html */
export function findBalancerMistakes({ sendIp = false, loadBalancer }: FrontDoorProps): readonly string[] {
  const listener = loadBalancer?.listener
  if (!sendIp || !(listener instanceof ApplicationListener)) return []
  const balancer = listener.loadBalancer.node.defaultChild
  if (!(balancer instanceof CfnLoadBalancer)) return []
  const attributes: unknown = Stack.of(balancer).resolve(balancer.loadBalancerAttributes)
  const mode = asList(attributes)
    .map((each: unknown) => [own(each, 'key'), own(each, 'value')])
    .find(([key]) => key === 'routing.http.xff_header_processing.mode')?.[1]
  if (mode === undefined || mode === 'append') return []
  return [
    `The load balancer ${balancer.node.path} does not append to X-Forwarded-For, so that anybody could write the address that sendIp sends: set xffHeaderProcessingMode to append, or leave sendIp out.`,
  ]
}

/** A sentence for every target group that calls the front door without multi-value headers: such an answer carries one
 * cookie, and a sign-in sets two.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#multi-value-headers */
export function findTargetMistakes(door: { readonly alias: IAlias }): readonly string[] {
  const stack = Stack.of(door.alias)
  const functionArn = JSON.stringify(stack.resolve(door.alias.functionArn))
  const groups = stack.node.findAll().filter((each) => each instanceof CfnTargetGroup)
  return groups.flatMap((group) => {
    const { Targets: targets, TargetGroupAttributes: attributes } = readProperties(group)
    const isOurs = asList(targets).some((each) => JSON.stringify(own(each, 'Id')) === functionArn)
    const isMany = asList(attributes).some(
      (each) =>
        own(each, 'Key') === 'lambda.multi_value_headers.enabled' && String(own(each, 'Value')) === 'true',
    )
    return !isOurs || isMany
      ? []
      : [
          `The target group ${group.node.path} calls the front door without multi-value headers, so that one of two cookies would be lost: set multiValueHeadersEnabled.`,
        ]
  })
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

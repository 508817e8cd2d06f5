/** Checks of the front door's props. A misspelled one is refused, not ignored. */
import { Annotations, Stack } from 'aws-cdk-lib/core'
import { CfnApi, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnUserPoolClient, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import {
  ApplicationListener,
  CfnListener,
  CfnLoadBalancer,
  CfnTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2'
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
import { durationThat, textOrToken } from '../text-checks.ts'
import { standardAttributes } from '../writable-attributes.ts'
import type { FrontDoorProps } from '../callers/front-door-props.ts'

const origin = textOrToken('an origin such as https://app.example.com, without a path', isOrigin)

const scope = text('a scope such as openid or door/admin', (value) =>
  /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/.test(value),
)

/** Cognito's own scopes are in the tokens of everybody. */
const scopeOfServer = text('a scope of your resource server, such as door/admin', (value) =>
  /^[\x21\x23-\x5b\x5d-\x7e]+\/[\x21\x23-\x5b\x5d-\x7e]+$/.test(value),
)

const attribute = text(
  `a standard attribute (${standardAttributes.join(', ')}) or a custom: one`,
  (name) => standardAttributes.includes(name) || /^custom:[\w-]{1,20}$/.test(name),
)

/** As long as refresh tokens last, which Cognito counts in minutes. */
const life = durationThat(
  'a duration from one hour to ten years in whole minutes, such as Duration.days(30)',
  (ms) => ms >= 3_600_000 && ms <= 315_360_000_000 && ms % 60_000 === 0,
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
  adminScope: optional(scopeOfServer),
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
  const { client, writableAttributes, origins, loginOrigin, loginScopes, adminScope } = props
  const problems: readonly (readonly [boolean, string])[] = [
    [
      client !== undefined && writableAttributes !== undefined,
      'writableAttributes is for the app client that it makes, and client names another: set them there',
    ],
    [
      loginScopes !== undefined && loginOrigin === undefined,
      'loginScopes is for managed login: give loginOrigin too, or leave it out',
    ],
    [
      loginOrigin !== undefined && origins.includes(loginOrigin),
      'loginOrigin is the domain of the user pool, and cannot be among origins, where your pages are',
    ],
    [
      loginScopes?.includes('openid') === false,
      'loginScopes lacks openid, without which nobody knows who signed in: add it',
    ],
    [
      adminScope !== undefined && loginScopes?.includes(adminScope) === true,
      'adminScope is among loginScopes, so that everybody who signs in would be an administrator: take it out',
    ],
  ]
  const found = problems.find(([isWrong]) => isWrong)
  if (found !== undefined) throw new TypeError(`FrontDoor: ${found[1]}.`)
}

/** A sentence for what is of another pool, and for an app client that hands the administrators' scope to people. */
export function findSettingMistakes(
  { suite, userPool, adminScope = '' }: FrontDoorProps,
  client: UserPoolClient,
): readonly string[] {
  const isOfPool = (at: Construct, id: unknown): boolean => {
    const [one, other] = [id, userPool.userPoolId].map((each) => JSON.stringify(Stack.of(at).resolve(each)))
    return one === other
  }
  const ofClient = client.node.defaultChild
  const isOurs = !(ofClient instanceof CfnUserPoolClient) || isOfPool(client, ofClient.userPoolId)
  const ofSuite: unknown = own(own(own(suite, 'userPool'), 'pool'), 'userPoolId')
  const isOfSuite = ofSuite === undefined || isOfPool(client, ofSuite)
  const clients = client.node.root.node.findAll().filter((each) => each instanceof CfnUserPoolClient)
  const generous = clients.filter((each) => {
    const { AllowedOAuthFlows: flows, AllowedOAuthScopes: scopes } = readProperties(each)
    const isOfPeople = asList(flows).some((flow) => flow === 'code' || flow === 'implicit')
    return (
      isOfPeople &&
      isOfPool(each, each.userPoolId) &&
      asList(scopes).some((given) => isScope(given, adminScope))
    )
  })
  return [
    ...(isOurs
      ? []
      : [`The app client ${client.node.path} of the front door is of another pool than userPool.`]),
    ...(isOfSuite ? [] : ['The userPool of the front door is not the pool of its suite.']),
    ...generous.map(
      (each) =>
        `The app client ${each.node.path} lets everybody who signs in ask for ${adminScope}, the adminScope of the front door: take it from its scopes, and add it to the tokens of administrators by scopesFromPermissions.`,
    ),
  ]
}

/** CDK writes a scope as `{server}/scope`, with a reference to the server. */
function isScope(given: unknown, wanted: string): boolean {
  const [, name = ''] = wanted.split(/\/(?=[^/]*$)/)
  const isReference = typeof given !== 'string' && JSON.stringify(given).includes(`/${name}"`)
  return wanted !== '' && (given === wanted || isReference)
}

/** A warning for passwords in clear text, and cookies that no browser sends back. */
export function warnOfPlainHttp(door: Construct, { loadBalancer }: FrontDoorProps): void {
  const resource = loadBalancer?.listener.node.defaultChild
  if (!(resource instanceof CfnListener) || resource.protocol === 'HTTPS') return
  Annotations.of(door).addWarningV2(
    'cognito-trigger-suite:front-door-http',
    `The listener ${resource.node.path} is not HTTPS: passwords would cross the network in clear text, and browsers send the cookies of the front door over HTTPS alone. Give it a certificate, unless a CDN before it has one.`,
  )
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

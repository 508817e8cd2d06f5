/** The function of a CloudFront distribution's viewer requests: it lets in who is signed in at the pool. */
import { Duration, Names, Tags, Token } from 'aws-cdk-lib/core'
import { type EdgeLambda, experimental, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront'
import { CfnRole, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'

import {
  defaultPaths,
  type EdgeConfig,
  isPlainPath,
  readEdgeConfig,
} from '@cognito-trigger-suite/callers/internal/edge/config'
import { callers } from '@cognito-trigger-suite/callers'
import { type AnyNeeds, requireNeeds, type Rights, rightsChecks } from '@cognito-trigger-suite/callers/judge'
import { checkOptions, optional, required } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { flag, text } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { bundleCaller } from '../bundle-caller.ts'
import { withoutUndefined } from '../check-props.ts'
import { triggerTag } from '../trigger-function.ts'

/** All of it becomes part of the code, which the edge runs without environment variables: each value is a text that is
 * known when the app is synthesized, and none is a secret. */
export interface EdgeSignInProps extends Rights {
  /** The id of the pool, such as `eu-central-1_AbCdEf123`. */
  readonly userPoolId: string
  /** An app client without a secret, with the code grant. Its callback addresses hold
   * `https://<the distribution's name><callbackPath>`, its sign-out addresses `https://<the name><signedOutPath>`. */
  readonly clientId: string
  /** The origin of the managed login, such as `https://my-app.auth.eu-central-1.amazoncognito.com`. */
  readonly managedLogin: string
  /**
   * What the access token is asked for, beside the scopes of `needs`.
   *
   * @default ['openid']
   */
  readonly scopes?: readonly string[]
  /**
   * What a token must carry, as for every guard: scopes, permissions, groups, a tenant. Who lacks it is told so. Its scopes
   * are asked for. A token with a restriction, such as `suspended`, that is true or cannot be read never lets anybody in.
   *
   * @default {}: a valid token
   */
  readonly needs?: AnyNeeds
  /** @default '/.auth/callback' */
  readonly callbackPath?: string
  /** A page's script sends POST there, and asks again what was answered with 401 and `refresh_required`.
   *
   * @default '/.auth/refresh' */
  readonly refreshPath?: string
  /** @default '/.auth/sign-out' */
  readonly signOutPath?: string
  /** Where a person comes to after signing out.
   *
   * @default '/' */
  readonly signedOutPath?: string
  /**
   * Paths that everybody may see. One that ends with `/` stands for all below it, but `/` for the first page alone.
   *
   * @default none
   */
  readonly openPaths?: readonly string[]
  /**
   * Whether the origin gets the access token, as `Authorization: Bearer`.
   *
   * @default false: it gets no token at all
   */
  readonly forwardsToken?: boolean
}

const known = (allowed: string, isRight: (text: string) => boolean) =>
  text(
    `${allowed}, written out: the edge has no environment variables, and code holds no tokens of CDK`,
    (given) => !Token.isUnresolved(given) && isRight(given),
  )
const path = known(
  'a path such as /.auth/callback',
  (given) => /^\/[\w./~-]*$/.test(given) && isPlainPath(given),
)
const scopes = list(
  known('a scope', (given) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(given)),
  0,
)

/** The most memory and time at the edge need not be asked for: a check of a token takes a millisecond. */
const memoryMb = 256

/**
 * ```ts
 * const edge = new EdgeSignIn(this, 'Edge', { userPoolId, clientId, managedLogin })
 * new Distribution(this, 'Site', { defaultBehavior: { origin, edgeLambdas: [edge.viewerRequest] } })
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
 */
export class EdgeSignIn extends Construct {
  /** For `edgeLambdas` of a behaviour. */
  readonly viewerRequest: EdgeLambda
  readonly function: experimental.EdgeFunction
  readonly config: EdgeConfig

  constructor(scope: Construct, id: string, props: EdgeSignInProps) {
    super(scope, id)
    checkOptions<EdgeSignInProps>('EdgeSignIn', withoutUndefined(props), () => ({
      userPoolId: known('the id of a user pool', (given) => /^[a-z0-9-]+_\w+$/.test(given)),
      clientId: known('the id of an app client', (given) => /^\w+$/.test(given)),
      managedLogin: known('an https origin without a path', (given) => /^https:\/\/[\w.-]+$/.test(given)),
      scopes: optional(scopes),
      needs: optional(required('what a token must carry', requireNeeds)),
      ...rightsChecks,
      callbackPath: optional(path),
      refreshPath: optional(path),
      signOutPath: optional(path),
      signedOutPath: optional(path),
      openPaths: optional(list(path, 0)),
      forwardsToken: optional(flag),
    }))
    const needed = [props.needs ?? []].flat().flatMap((each) => each.scopes ?? [])
    const given: object = JSON.parse(JSON.stringify(props))
    this.config = readEdgeConfig({
      needs: {},
      openPaths: [],
      forwardsToken: false,
      ...defaultPaths,
      ...given,
      scopes: [...new Set([...(props.scopes ?? ['openid']), ...needed])],
      rights: { ...(props.claims && { claims: props.claims }), ...(props.names && { names: props.names }) },
    })
    requireDistinctPaths(this.config)
    // Outside of us-east-1 it is made in a stack there, which it shares with others of its kind.
    this.function = new experimental.EdgeFunction(this, Names.uniqueId(this), {
      description: 'Lets in who is signed in',
      code: Code.fromAsset(bundleCaller(this, { caller: 'edge', config: this.config })),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      memorySize: memoryMb,
      timeout: Duration.millis(callers.edge.waitsMs),
    })
    Tags.of(this.function.lambda).add(triggerTag, 'edge', {
      includeResourceTypes: ['AWS::Lambda::Function'],
    })
    this.allowLines()
    this.viewerRequest = {
      functionVersion: this.function.currentVersion,
      eventType: LambdaEdgeEventType.VIEWER_REQUEST,
    }
  }

  /** CloudFront keeps the lines in the Region that is nearest to the viewer. CDK's own policy would allow any log group. */
  private allowLines(): void {
    const role = this.function.lambda.role?.node.defaultChild
    if (role instanceof CfnRole) role.managedPolicyArns = undefined
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: ['arn:aws:logs:*:*:log-group:/aws/lambda/us-east-1.*'],
      }),
    )
  }
}

/** @throws TypeError when one address would have to do two things */
function requireDistinctPaths(config: EdgeConfig): void {
  const { callbackPath, refreshPath, signOutPath, signedOutPath, openPaths } = config
  const own = [callbackPath, refreshPath, signOutPath]
  if (new Set(own).size < own.length || own.includes('/') || own.includes(signedOutPath)) {
    throw new TypeError(
      'EdgeSignIn: callbackPath, refreshPath and signOutPath must be three paths, none of them / or signedOutPath.',
    )
  }
  const shadowed = openPaths.find((open) => own.includes(open))
  if (shadowed !== undefined)
    throw new TypeError(`EdgeSignIn: ${shadowed} is a path of the sign-in, and cannot be among openPaths.`)
}

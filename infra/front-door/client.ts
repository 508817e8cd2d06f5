/** The app client of a front door, and what is wrong with one that a team gives. */
import { Duration, SecretValue, Token } from 'aws-cdk-lib/core'
import {
  CfnManagedLoginBranding,
  CfnUserPoolClient,
  CfnUserPoolIdentityProvider,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'

import { ownText, type RawObject, readStrings } from '@cognito-trigger-suite/triggers/internal/core/json'
import { readProperties } from '../pool-wiring.ts'
import { removalOf } from '../removal.ts'
import { toClientAttributes } from '../writable-attributes.ts'
import type { FrontDoorProps } from '../callers/front-door-props.ts'

type Settings = FrontDoorProps & Required<Pick<FrontDoorProps, 'basePath' | 'sessionLife' | 'retainData'>>

/** A refresh token that was replaced still works for so long: a tab that was slow, a write that was lost.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html */
const rotationGrace = Duration.seconds(60)

export function addDoorClient(scope: Construct, settings: Settings): UserPoolClient {
  const { userPool, sessionLife, loginOrigin, loginScopes, writableAttributes, sendIp } = settings
  const isManaged = loginOrigin !== undefined
  // Those of the pool, as far as this app declares them below it.
  const providers = userPool.node.findAll().filter((each) => each instanceof CfnUserPoolIdentityProvider)
  const scopes = loginScopes ?? ['openid', 'email', 'profile']
  const client = new UserPoolClient(scope, 'Client', {
    userPool,
    userPoolClientName: 'front-door',
    generateSecret: true,
    authFlows: { userPassword: true },
    refreshTokenRotationGracePeriod: rotationGrace,
    refreshTokenValidity: sessionLife,
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
    ...(sendIp === true && { enablePropagateAdditionalUserContextData: true }),
    supportedIdentityProviders: [
      UserPoolClientIdentityProvider.COGNITO,
      ...providers.map(({ providerName }) => UserPoolClientIdentityProvider.custom(providerName)),
    ],
    // Without a list it may write every standard attribute.
    writeAttributes: toClientAttributes(writableAttributes ?? ['email', 'name', 'locale']),
    disableOAuth: !isManaged,
    ...(isManaged && {
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: scopes.map((name) => OAuthScope.custom(name)),
        callbackUrls: [callbackOf(settings)],
        logoutUrls: [`${settings.origins[0]}/`],
      },
    }),
  })
  client.node.addDependency(...providers)
  client.applyRemovalPolicy(removalOf(settings.retainData))
  if (isManaged) {
    // Managed login shows no page for a client without a style.
    const style = new CfnManagedLoginBranding(scope, 'Style', {
      userPoolId: userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    })
    style.applyRemovalPolicy(removalOf(settings.retainData))
  }
  return client
}

/** The function reads the secret of the app client where secrets are kept. The template holds a reference to it. */
export function keepClientSecret(scope: Construct, client: UserPoolClient, isKept: boolean): Secret {
  return new Secret(scope, 'ClientSecret', {
    description: 'The secret of the front door’s app client',
    secretStringValue: SecretValue.resourceAttribute(resourceOf(client).attrClientSecret),
    removalPolicy: removalOf(isKept),
  })
}

/** A sentence for each reason why the app client could not work, or would be less safe. */
export function findClientMistakes(client: UserPoolClient, settings: Settings): readonly string[] {
  const { ExplicitAuthFlows, RefreshTokenRotation, ...properties } = readProperties(resourceOf(client))
  const where = `The app client ${client.node.path} of the front door`
  const callback = callbackOf(settings)
  const callbacks = readStrings(properties['CallbackURLs'])
  const needs: readonly (readonly [boolean, string])[] = [
    [properties['GenerateSecret'] === true, 'has no secret: set generateSecret'],
    [
      readStrings(ExplicitAuthFlows).includes('ALLOW_USER_PASSWORD_AUTH'),
      'does not allow sign-in with a password: set authFlows.userPassword',
    ],
    [
      RefreshTokenRotation !== undefined,
      'does not rotate refresh tokens: set refreshTokenRotationGracePeriod',
    ],
    [properties['EnableTokenRevocation'] === true, 'cannot end sessions: set enableTokenRevocation'],
    [
      properties['PreventUserExistenceErrors'] === 'ENABLED',
      'tells who has an account: set preventUserExistenceErrors',
    ],
    [
      settings.sendIp !== true || properties['EnablePropagateAdditionalUserContextData'] === true,
      'does not take the address of sendIp: set enablePropagateAdditionalUserContextData',
    ],
    [
      settings.client === undefined || lifeOf(properties) === settings.sessionLife.toSeconds(),
      'has refresh tokens of another life than sessionLife: set refreshTokenValidity to the same',
    ],
    [
      settings.loginOrigin === undefined || Token.isUnresolved(callback) || callbacks.includes(callback),
      `lacks the callback ${callback}: add it to oAuth.callbackUrls`,
    ],
  ]
  return needs.flatMap(([isMet, problem]) => (isMet ? [] : [`${where} ${problem}.`]))
}

/** Of refresh tokens, in seconds; 30 days where nothing is said. Undefined where it is not known yet.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html */
function lifeOf({
  RefreshTokenValidity: validity = 30,
  TokenValidityUnits: units,
}: RawObject): number | undefined {
  const unit = ownText(units, 'RefreshToken') ?? 'days'
  const inS = new Map([
    ['seconds', 1],
    ['minutes', 60],
    ['hours', 3_600],
    ['days', 86_400],
  ]).get(unit)
  return typeof validity === 'number' && inS !== undefined ? validity * inS : undefined
}

function callbackOf({ origins, basePath }: Settings): string {
  return `${origins[0]}${basePath}/callback`
}

function resourceOf(client: UserPoolClient): CfnUserPoolClient {
  const resource = client.node.defaultChild
  if (resource instanceof CfnUserPoolClient) return resource
  throw new TypeError(`${client.node.path} holds no app client: an imported one cannot give its secret.`)
}

/** The pool's app clients, and the resource server whose scopes a machine may request. */
import { OAuthScope, ResourceServerScope, UserPoolClientIdentityProvider } from 'aws-cdk-lib/aws-cognito'
import type { UserPool, UserPoolClient, UserPoolClientOptions } from 'aws-cdk-lib/aws-cognito'

import { addIdentityProvider } from './identity-providers.ts'
import type { OidcProvider } from './identity-providers.ts'
import { type TokenLifetimes, toValidities } from './token-lifetimes.ts'
import { toClientAttributes } from './writable-attributes.ts'
import type { WritableAttribute } from './writable-attributes.ts'

export interface AppClientsProps {
  /** Where managed login may send a person after sign-in. */
  readonly callbackUrls: readonly string[]
  /** Where managed login may send a person after sign-out. */
  readonly logoutUrls: readonly string[]
  readonly writableAttributes: readonly WritableAttribute[]
  readonly identityProviders: readonly OidcProvider[]
  readonly tokenLifetimes: TokenLifetimes
}

/** A browser or mobile app without a secret, a server with one, and a service that signs in without a user. */
export interface AppClients {
  readonly public: UserPoolClient
  readonly confidential: UserPoolClient
  readonly machine: UserPoolClient
}

export function addAppClients(pool: UserPool, props: AppClientsProps): AppClients {
  const read = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'Read through the API' })
  const write = new ResourceServerScope({ scopeName: 'write', scopeDescription: 'Write through the API' })
  const providers = props.identityProviders.map((provider) =>
    addIdentityProvider(pool, provider, props.writableAttributes),
  )
  const shared: UserPoolClientOptions = {
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    // The list is complete, since a client without it may write every standard attribute. `custom:tenant` must not be
    // in it, because it decides whose data a token opens.
    writeAttributes: toClientAttributes(props.writableAttributes),
  }
  const forPeople: UserPoolClientOptions = {
    ...shared,
    supportedIdentityProviders: [
      UserPoolClientIdentityProvider.COGNITO,
      ...props.identityProviders.map(({ name }) => UserPoolClientIdentityProvider.custom(name)),
    ],
  }
  const api = pool.addResourceServer('Api', { identifier: 'api', scopes: [read, write] })
  // A browser cannot keep a secret. The public client proves itself by PKCE, which Cognito checks when it is sent.
  const codeGrant = {
    flows: { authorizationCodeGrant: true },
    callbackUrls: [...props.callbackUrls],
    logoutUrls: [...props.logoutUrls],
    scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
  }
  const clients = {
    public: pool.addClient('Public', {
      ...forPeople,
      ...toValidities(props.tokenLifetimes.public),
      userPoolClientName: 'public',
      generateSecret: false,
      authFlows: { userPassword: true, userSrp: true },
      oAuth: codeGrant,
    }),
    confidential: pool.addClient('Confidential', {
      ...forPeople,
      ...toValidities(props.tokenLifetimes.confidential),
      userPoolClientName: 'confidential',
      generateSecret: true,
      authFlows: { adminUserPassword: true },
      oAuth: codeGrant,
    }),
    machine: pool.addClient('Machine', {
      ...shared,
      ...toValidities(props.tokenLifetimes.machine),
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      userPoolClientName: 'machine',
      generateSecret: true,
      // Set explicitly, because a client without flows gets Cognito's default of SRP and custom authentication.
      authFlows: { userSrp: false },
      oAuth: {
        flows: { clientCredentials: true },
        scopes: [OAuthScope.resourceServer(api, read), OAuthScope.resourceServer(api, write)],
      },
    }),
  }
  for (const provider of providers) {
    clients.public.node.addDependency(provider)
    clients.confidential.node.addDependency(provider)
  }
  return clients
}

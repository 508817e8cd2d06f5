/** The pool's app clients, and the resource server whose scopes a machine may ask for. */
import {
  ClientAttributes,
  OAuthScope,
  ResourceServerScope,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito'
import type { UserPool, UserPoolClient, UserPoolClientOptions } from 'aws-cdk-lib/aws-cognito'

export interface AppClientsProps {
  /** Where managed login may send a person after sign-in. */
  readonly callbackUrls: readonly string[]
  /** Where managed login may send a person after sign-out. */
  readonly logoutUrls: readonly string[]
}

/** A browser or mobile app without a secret, a server with one, and a service that signs in without a user. */
export interface AppClients {
  readonly public: UserPoolClient
  readonly confidential: UserPoolClient
  readonly machine: UserPoolClient
}

const SHARED: UserPoolClientOptions = {
  preventUserExistenceErrors: true,
  enableTokenRevocation: true,
  supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
  // Named in full: a client without the list may write every standard attribute. `custom:tenant` is not in it,
  // because it decides whose data a token opens.
  writeAttributes: new ClientAttributes().withStandardAttributes({
    email: true,
    fullname: true,
    locale: true,
  }),
}

export function addAppClients(pool: UserPool, props: AppClientsProps): AppClients {
  const read = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'Read through the API' })
  const write = new ResourceServerScope({ scopeName: 'write', scopeDescription: 'Write through the API' })
  const api = pool.addResourceServer('Api', { identifier: 'api', scopes: [read, write] })
  // No secret can be kept in a browser: the public client's proof is PKCE, which Cognito checks when it is sent.
  const codeGrant = {
    flows: { authorizationCodeGrant: true },
    callbackUrls: [...props.callbackUrls],
    logoutUrls: [...props.logoutUrls],
    scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
  }
  return {
    public: pool.addClient('Public', {
      ...SHARED,
      userPoolClientName: 'public',
      generateSecret: false,
      authFlows: { userPassword: true, userSrp: true },
      oAuth: codeGrant,
    }),
    confidential: pool.addClient('Confidential', {
      ...SHARED,
      userPoolClientName: 'confidential',
      generateSecret: true,
      authFlows: { adminUserPassword: true },
      oAuth: codeGrant,
    }),
    machine: pool.addClient('Machine', {
      ...SHARED,
      userPoolClientName: 'machine',
      generateSecret: true,
      // Said, because a client that names no flow gets Cognito's default of SRP and custom authentication.
      authFlows: { userSrp: false },
      oAuth: {
        flows: { clientCredentials: true },
        scopes: [OAuthScope.resourceServer(api, read), OAuthScope.resourceServer(api, write)],
      },
    }),
  }
}

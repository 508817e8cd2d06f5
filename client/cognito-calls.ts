/** The calls as commands of the AWS SDK, each sent once: the SDK's own retries are switched off for them. */
import {
  type AttributeType,
  type AuthenticationResultType,
  type CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type { AuthCalls, ClientMetadata } from './calls.ts'
import type { AbortOptions } from './retry.ts'

export interface Tokens {
  readonly accessToken: string
  readonly idToken: string
  /** Absent after a refresh without rotation: the old one stays good. */
  readonly refreshToken: string | undefined
  readonly expiresInS: number | undefined
}

export interface RefreshInput {
  readonly refreshToken: string
  readonly clientMetadata?: ClientMetadata
}

/** With the refresh token one session ends, with the access token all of the person's. */
export type SignOutInput = { readonly refreshToken: string } | { readonly accessToken: string }

export interface CognitoCalls extends AuthCalls<Tokens> {
  refresh(input: RefreshInput, options: AbortOptions): Promise<Tokens>
  signOut(input: SignOutInput, options: AbortOptions): Promise<unknown>
}

/** The SDK client; its region, endpoint and request handler are the app's business. */
export type Cognito = Pick<CognitoIdentityProviderClient, 'send'>

export function makeCognitoCalls(cognito: Cognito, ClientId: string): CognitoCalls {
  return {
    async signUp({ username, password, attributes, validationData, clientMetadata }, options) {
      const command = new SignUpCommand({
        ClientId,
        Username: username,
        Password: password,
        UserAttributes: listAttributes(attributes),
        ValidationData: listAttributes(validationData),
        ClientMetadata: clientMetadata,
      })
      const { UserConfirmed, UserSub, CodeDeliveryDetails } = await cognito.send(once(command), options)
      return {
        isConfirmed: UserConfirmed === true,
        sub: UserSub,
        sentTo: CodeDeliveryDetails?.Destination,
      }
    },
    confirmSignUp({ username, code, clientMetadata }, options) {
      const command = new ConfirmSignUpCommand({
        ClientId,
        Username: username,
        ConfirmationCode: code,
        ClientMetadata: clientMetadata,
      })
      return cognito.send(once(command), options)
    },
    async resendCode({ username, clientMetadata }, options) {
      const command = new ResendConfirmationCodeCommand({
        ClientId,
        Username: username,
        ClientMetadata: clientMetadata,
      })
      return (await cognito.send(once(command), options)).CodeDeliveryDetails?.Destination
    },
    async signIn({ username, password, clientMetadata }, options) {
      const command = new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: password },
        ClientMetadata: clientMetadata,
      })
      const { ChallengeName, ...answer } = await cognito.send(once(command), options)
      return ChallengeName === undefined
        ? { kind: 'signed_in', tokens: readTokens(answer.AuthenticationResult) }
        : {
            kind: 'challenge',
            name: ChallengeName,
            session: answer.Session,
            parameters: answer.ChallengeParameters,
          }
    },
    async refresh({ refreshToken, clientMetadata }, options) {
      const command = new GetTokensFromRefreshTokenCommand({
        ClientId,
        RefreshToken: refreshToken,
        ClientMetadata: clientMetadata,
      })
      return readTokens((await cognito.send(once(command), options)).AuthenticationResult)
    },
    signOut: (input, options) =>
      'accessToken' in input
        ? cognito.send(once(new GlobalSignOutCommand({ AccessToken: input.accessToken })), options)
        : cognito.send(once(new RevokeTokenCommand({ ClientId, Token: input.refreshToken })), options),
  }
}

interface Command {
  readonly middlewareStack: {
    add(
      middleware: <Next>(next: Next) => Next,
      options: {
        readonly name: string
        readonly step: 'finalizeRequest'
        readonly priority: 'high'
        readonly override: true
      },
    ): void
  }
}

/** The SDK's own retries would hide that a first try may have worked, and multiply the load. What is changed is the
 * command, which is sent once: the app's client keeps its settings. */
function once<Once extends Command>(command: Once): Once {
  command.middlewareStack.add((next) => next, {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  })
  return command
}

function listAttributes(values: ClientMetadata = {}): AttributeType[] {
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }))
}

function readTokens({
  AccessToken,
  IdToken,
  RefreshToken,
  ExpiresIn,
}: AuthenticationResultType = {}): Tokens {
  if (!AccessToken || !IdToken) throw new TypeError('no tokens in the answer')
  return {
    accessToken: AccessToken,
    idToken: IdToken,
    refreshToken: RefreshToken,
    expiresInS: ExpiresIn,
  }
}

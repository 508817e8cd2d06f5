/** The calls as commands of the AWS SDK, each sent once: the SDK's own retries are switched off for them. */
import {
  type AttributeType,
  type AuthenticationResultType,
  type CodeDeliveryDetailsType,
  type CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type { AuthCalls, ClientMetadata, Delivery } from './calls.ts'

export interface Tokens {
  readonly accessToken: string
  readonly idToken: string
  /** Absent after a refresh without rotation: the old one stays good. */
  readonly refreshToken?: string
  readonly expiresInS: number
}

export interface RefreshInput {
  readonly refreshToken: string
  readonly clientMetadata?: ClientMetadata
}

/** With the refresh token one session ends, with the access token all of the person's. */
export type SignOutInput = { readonly refreshToken: string } | { readonly accessToken: string }

export interface CognitoCalls extends AuthCalls<Tokens> {
  refresh(input: RefreshInput, signal: AbortSignal): Promise<Tokens>
  signOut(input: SignOutInput, signal: AbortSignal): Promise<unknown>
}

/** The SDK client; its region, endpoint and request handler are the app's business. */
export type Cognito = Pick<CognitoIdentityProviderClient, 'send'>

export function makeCognitoCalls(cognito: Cognito, ClientId: string): CognitoCalls {
  return {
    async signUp({ username, password, attributes, validationData, clientMetadata }, abortSignal) {
      const answer = await cognito.send(
        once(
          new SignUpCommand({
            ClientId,
            Username: username,
            Password: password,
            UserAttributes: listAttributes(attributes),
            ValidationData: listAttributes(validationData),
            ClientMetadata: clientMetadata,
          }),
        ),
        { abortSignal },
      )
      const { UserConfirmed: isConfirmed = false, UserSub: sub, CodeDeliveryDetails: details } = answer
      const delivery = readDelivery(details)
      return {
        isConfirmed,
        ...(sub === undefined ? {} : { sub }),
        ...(delivery === undefined ? {} : { delivery }),
      }
    },
    confirmSignUp({ username, code, clientMetadata }, abortSignal) {
      const command = new ConfirmSignUpCommand({
        ClientId,
        Username: username,
        ConfirmationCode: code,
        ClientMetadata: clientMetadata,
      })
      return cognito.send(once(command), { abortSignal })
    },
    async resendCode({ username, clientMetadata }, abortSignal) {
      const command = new ResendConfirmationCodeCommand({
        ClientId,
        Username: username,
        ClientMetadata: clientMetadata,
      })
      const answer = await cognito.send(once(command), { abortSignal })
      return readDelivery(answer.CodeDeliveryDetails)
    },
    async signIn({ username, password, clientMetadata }, abortSignal) {
      const command = new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: password },
        ClientMetadata: clientMetadata,
      })
      const answer = await cognito.send(once(command), { abortSignal })
      const { ChallengeName: name, ChallengeParameters: parameters = {}, Session: session } = answer
      return name === undefined
        ? { kind: 'signed_in', tokens: readTokens(answer.AuthenticationResult) }
        : { kind: 'challenge', name, parameters, ...(session === undefined ? {} : { session }) }
    },
    async refresh({ refreshToken, clientMetadata }, abortSignal) {
      const command = new GetTokensFromRefreshTokenCommand({
        ClientId,
        RefreshToken: refreshToken,
        ClientMetadata: clientMetadata,
      })
      const answer = await cognito.send(once(command), { abortSignal })
      return readTokens(answer.AuthenticationResult)
    },
    signOut: (input, abortSignal) =>
      'accessToken' in input
        ? cognito.send(once(new GlobalSignOutCommand({ AccessToken: input.accessToken })), { abortSignal })
        : cognito.send(once(new RevokeTokenCommand({ ClientId, Token: input.refreshToken })), {
            abortSignal,
          }),
  }
}

/** The SDK's own retries would hide that a first try may have worked, and multiply the load. What is changed is the
 * command, which is sent once: the app's client keeps its settings. */
function once<Command extends { readonly middlewareStack: Pick<SignUpCommand['middlewareStack'], 'add'> }>(
  command: Command,
): Command {
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

function readDelivery(details: CodeDeliveryDetailsType = {}): Delivery | undefined {
  const { DeliveryMedium: medium, Destination: destination } = details
  return medium === undefined || destination === undefined ? undefined : { medium, destination }
}

function readTokens(result: AuthenticationResultType = {}): Tokens {
  const { AccessToken: accessToken, IdToken: idToken, RefreshToken: refreshToken, ExpiresIn = 0 } = result
  if (accessToken === undefined || idToken === undefined)
    throw new TypeError('The answer has no tokens: ask Cognito for an ID and an access token.')
  return {
    accessToken,
    idToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    expiresInS: ExpiresIn,
  }
}

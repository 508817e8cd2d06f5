/** The AWS SDK as the client uses it: each command is sent once. */
import type {
  CognitoIdentityProviderClient,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-cognito-identity-provider'
import type { CallSettings } from './retry.ts'

/** The app's own SDK client; its region, endpoint and request handler are the app's business. */
export type Cognito = Pick<CognitoIdentityProviderClient, 'send'>

/** The id of the app client; it is put into each input. */
export interface WithClientId {
  readonly ClientId: string
}

// From here, since bundlers repeat the import of an external package in each module that has one.
export {
  ConfirmSignUpCommand,
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'

/** An answer of Cognito has this part: one without, such as the empty page of a proxy, is taken for one that got lost. */
export function requirePart<T>(part: T | undefined): T {
  if (!part) throw new SyntaxError()
  return part
}

/** Sends a command with the SDK's own retries switched off for it: they would hide that a first try may have worked, and
 * multiply the load. The app's client keeps its settings. */
export function send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  cognito: Cognito,
  command: Parameters<typeof cognito.send<Input, Output>>[0],
  settings: CallSettings,
): Promise<Output> {
  command.middlewareStack.add((next) => next, {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  })
  return cognito.send(command, settings)
}

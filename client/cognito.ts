/** The AWS SDK as the client uses it: each command is sent once. */
import type {
  CognitoIdentityProviderClient,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-cognito-identity-provider'
import type { CallSettings } from './retry.ts'

/** The app's own SDK client. The app sets its region, endpoint and request handler. */
export type Cognito = Pick<CognitoIdentityProviderClient, 'send'>

/** The id of the app client. It is added to each input. */
export interface WithClientId {
  readonly ClientId: string
}

// Only this module imports them, since bundlers repeat an external import in each module that has it.
export {
  ConfirmSignUpCommand,
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'

/** Every answer of Cognito has this part. An answer without it, such as the empty page of a proxy, counts as lost. */
export function requirePart<T>(part: T | undefined): T {
  if (!part) throw new SyntaxError()
  return part
}

/** Sends a command without the SDK's own retries: they would hide that a first try may have worked, and multiply the
 * load. The app's client keeps its settings. */
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

/** What `client/` takes from the AWS SDK, in place of the SDK: a command is an operation's name and its input. */

class Command {
  readonly operation: string
  readonly input: object
  /** The client switches the SDK's own retries off. There are none here. */
  readonly middlewareStack = { add: (): void => {} }

  constructor(operation: string, input: object) {
    this.operation = operation
    this.input = input
  }
}

function commandOf(operation: string) {
  return class extends Command {
    constructor(input: object) {
      super(operation, input)
    }
  }
}

export const ConfirmSignUpCommand = commandOf('ConfirmSignUp')
export const GetTokensFromRefreshTokenCommand = commandOf('GetTokensFromRefreshToken')
export const GlobalSignOutCommand = commandOf('GlobalSignOut')
export const InitiateAuthCommand = commandOf('InitiateAuth')
export const ResendConfirmationCodeCommand = commandOf('ResendConfirmationCode')
export const RevokeTokenCommand = commandOf('RevokeToken')
export const SignUpCommand = commandOf('SignUp')

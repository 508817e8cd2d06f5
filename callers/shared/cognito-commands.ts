/** What `client/` takes from the AWS SDK, in place of the SDK: a command is an operation's name and its input. */

function commandOf(operation: string) {
  return class {
    readonly operation = operation
    readonly input: object
    /** The client switches the SDK's own retries off. There are none here. */
    readonly middlewareStack = { add: (): void => {} }

    constructor(input: object) {
      this.input = input
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

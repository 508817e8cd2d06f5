/** What a step of a sign-in answers: tokens, or a challenge to go on with. */
import type { AuthenticationResult } from '../tokens/issue-tokens.ts'

export interface TokensOutput {
  readonly ChallengeParameters: { readonly [name: string]: string }
  readonly AuthenticationResult: AuthenticationResult
}

export interface ChallengeOutput {
  readonly ChallengeName: 'PASSWORD_VERIFIER' | 'NEW_PASSWORD_REQUIRED'
  /** SRP has none: its secret block stands for it. */
  readonly Session?: string
  readonly ChallengeParameters: { readonly [name: string]: string }
}

export type AuthOutput = TokensOutput | ChallengeOutput

export function answerTokens(result: AuthenticationResult): TokensOutput {
  return { ChallengeParameters: {}, AuthenticationResult: result }
}

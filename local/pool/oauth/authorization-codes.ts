/** Authorization codes: used once, within five minutes. */
import { drawUuid, type RandomBytes } from '../chance.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { TokenClaims } from '../tokens/token-claims.ts'

export interface CodeGrant {
  readonly clientId: string
  readonly redirectUri: string
  readonly session: Session
  readonly codeChallenge: string | undefined
  readonly nonce: string | undefined
  /** What pre token generation decided at sign-in; undefined when it is asked at the token endpoint. */
  readonly claims: TokenClaims | undefined
}

export interface KnownCode {
  readonly grant: CodeGrant
  /** The refresh token the code was used for; undefined while it was not used. */
  readonly refreshToken: string | undefined
}

export interface AuthorizationCodes {
  readonly issue: (grant: CodeGrant) => string
  /** undefined when the code is unknown, or expired without having been used. */
  readonly find: (code: string) => KnownCode | undefined
  readonly spend: (code: string, refreshToken: string) => void
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html */
const validMs = 300_000
/** A used code is kept, so that its second use is told from a code that never was. */
const keptMs = 3_600_000

export function createAuthorizationCodes(random: RandomBytes, clock: () => number): AuthorizationCodes {
  const codes = new Map<string, KnownCode & { readonly issuedAtMs: number }>()

  const forgetOld = (): void => {
    for (const [code, { issuedAtMs }] of codes) {
      // Codes are in the order of their issue.
      if (clock() - issuedAtMs < keptMs) return
      codes.delete(code)
    }
  }

  return {
    issue: (grant) => {
      forgetOld()
      const code = drawUuid(random)
      codes.set(code, { grant, refreshToken: undefined, issuedAtMs: clock() })
      return code
    },
    find: (code) => {
      const known = codes.get(code)
      if (known === undefined) return undefined
      const isExpired = clock() - known.issuedAtMs >= validMs
      return isExpired && known.refreshToken === undefined ? undefined : known
    },
    spend: (code, refreshToken) => {
      const known = codes.get(code)
      if (known !== undefined) codes.set(code, { ...known, refreshToken })
    },
  }
}

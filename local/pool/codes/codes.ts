/** One-time codes: six digits, valid for a day or an hour, and the limits on asking for and trying them. */
import { drawCode, type RandomBytes } from '../chance.ts'
import { attemptLimitExceeded, codeMismatch, expiredCode } from '../errors.ts'

/** What a code proves; one code is open for each purpose and user. */
export type CodePurpose = 'confirm-sign-up' | 'forgot-password' | 'verify-email' | 'verify-phone_number'

export interface Codes {
  /** Makes a code, which replaces the one before it. @throws PoolError when codes were asked for too often. */
  readonly issue: (sub: string, purpose: CodePurpose) => string
  /** Counts the attempt and checks the code, which stays open. @throws PoolError when it is refused. */
  readonly check: (sub: string, purpose: CodePurpose, code: string) => void
  /** Makes the open code worthless, once what it proved is stored. */
  readonly spend: (sub: string, purpose: CodePurpose) => void
  readonly forget: (sub: string) => void
}

const hourMs = 3_600_000
/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const validMs: Readonly<Record<CodePurpose, number>> = {
  'confirm-sign-up': 24 * hourMs,
  'forgot-password': hourMs,
  'verify-email': 24 * hourMs,
  'verify-phone_number': 24 * hourMs,
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const attemptsPerHour = 15
/** The first code and five more. @see the same page */
const issuesPerHour = 6

interface OpenCode {
  readonly code: string
  readonly expiresAtMs: number
}

/** All that is known of the codes. */
export interface CodesMemory {
  readonly open: Map<string, OpenCode>
  /** When each was asked for or tried. */
  readonly recent: Map<string, readonly number[]>
}

export function createCodes(random: RandomBytes, clock: () => number, memory: CodesMemory): Codes {
  const { open, recent } = memory

  const count = (key: string, limit: number): void => {
    const now = clock()
    const within = (recent.get(key) ?? []).filter((atMs) => now - atMs < hourMs)
    if (within.length >= limit) throw attemptLimitExceeded()
    recent.set(key, [...within, now])
  }

  return {
    issue: (sub, purpose) => {
      const key = keyOf(sub, purpose)
      count(`issue ${key}`, issuesPerHour)
      const code = drawCode(random)
      open.set(key, { code, expiresAtMs: clock() + validMs[purpose] })
      return code
    },
    check: (sub, purpose, code) => {
      const key = keyOf(sub, purpose)
      count(`check ${key}`, attemptsPerHour)
      const expected = open.get(key)
      if (expected === undefined || expected.expiresAtMs <= clock()) throw expiredCode()
      if (expected.code !== code) throw codeMismatch()
    },
    spend: (sub, purpose) => void open.delete(keyOf(sub, purpose)),
    forget: (sub) => {
      for (const map of [open, recent]) for (const key of map.keys()) if (key.endsWith(sub)) map.delete(key)
    },
  }
}

function keyOf(sub: string, purpose: CodePurpose): string {
  return `${purpose} ${sub}`
}

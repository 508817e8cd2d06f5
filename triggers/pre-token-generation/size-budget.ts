/** How long a token may be, and what goes first when it is longer. */
import type { Denial } from '../core/denials.ts'

export interface SizeBudget {
  /** Bytes of the encoded ID token, signature included, 1,024 to 16,384. Default 4,096: what browsers keep in a cookie. */
  readonly idBytes: number
  /** Bytes of the encoded access token, signature included, 1,024 to 16,384. Default 4,096: half of what CloudFront and
   * many servers take as all headers together. */
  readonly accessBytes: number
  /** `trim`: leave claims out until the token fits, and set `claims_truncated`. A denial, such as `tokenTooLarge` of the
   * catalogue: refuse the token with it. Default `trim`. */
  readonly onOverflow: 'trim' | Denial
  /** Claim name → priority, 0 to 100: the lowest goes first, of equals the largest. `scope` stands for all scopes that
   * the suite adds, `cognito:groups` for groups and roles. Default 50 each. */
  readonly priorities: ReadonlyMap<string, number>
}

export interface SizeBudgetOptions extends Partial<Omit<SizeBudget, 'priorities'>> {
  readonly priorities?: Readonly<Record<string, number>>
}

/** @throws TypeError that names the option and the rule. */
export function readSizeBudget(options: SizeBudgetOptions = {}): SizeBudget {
  const { idBytes = 4_096, accessBytes = 4_096, onOverflow = 'trim', priorities = {} } = options
  checkRange('idBytes', idBytes, 1_024, 16_384)
  checkRange('accessBytes', accessBytes, 1_024, 16_384)
  const entries = Object.entries(priorities)
  for (const [name, priority] of entries) checkRange(`priority of ${name}`, priority, 0, 100)
  return { idBytes, accessBytes, onOverflow, priorities: new Map(entries) }
}

function checkRange(what: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw new TypeError(`size: ${what} must be from ${least} to ${most}, not ${value}`)
}

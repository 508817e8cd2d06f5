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
  /** Name of a claim or an attribute → priority, 0 to 100: the lowest goes first, of equals the largest. `scope` stands for
   * all scopes that the suite adds, `cognito:groups` for groups and roles. Default 50 each; an attribute of the user, which
   * Cognito shows in the ID token by itself, goes before everything that has a priority unless it is named here. */
  readonly priorities: ReadonlyMap<string, number>
  /** Names, as in `priorities`, that are never left out, though the token stays over its budget. Default none. */
  readonly kept: ReadonlySet<string>
}

export interface SizeBudgetOptions extends Partial<Omit<SizeBudget, 'priorities' | 'kept'>> {
  readonly priorities?: Readonly<Record<string, number>>
  readonly kept?: readonly string[]
}

/** @throws TypeError that names the option and the rule. */
export function readSizeBudget(options: SizeBudgetOptions = {}): SizeBudget {
  const { idBytes = 4_096, accessBytes = 4_096, onOverflow = 'trim', priorities = {}, kept = [] } = options
  checkRange('idBytes', idBytes, 1_024, 16_384)
  checkRange('accessBytes', accessBytes, 1_024, 16_384)
  const entries = Object.entries(priorities)
  for (const [name, priority] of entries) checkRange(`priority of ${name}`, priority, 0, 100)
  for (const name of kept)
    if (name === '' || Object.hasOwn(priorities, name))
      throw new TypeError(`size: '${name}' is kept: it must be a name without a priority`)
  return { idBytes, accessBytes, onOverflow, priorities: new Map(entries), kept: new Set(kept) }
}

function checkRange(what: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw new TypeError(`size: ${what} must be from ${least} to ${most}, not ${value}`)
}

/** The longest tokens, and what is left out first of a longer one. */
import { optional, shape } from '../core/options/check.ts'
import { either, list, record } from '../core/options/collections.ts'
import { denial } from '../core/options/step.ts'
import { number, oneOf, text, whole } from '../core/options/values.ts'
import type { Denial } from '../core/denials.ts'

export interface SizeBudget {
  /** Bytes of the encoded ID token, signature included, 1,024 to 16,384. Default 4,096: what browsers keep in a cookie. */
  readonly idBytes: number
  /** Bytes of the encoded access token, signature included, 1,024 to 16,384. Default 4,096: half of what CloudFront and
   * many servers accept for all headers together. */
  readonly accessBytes: number
  /** `trim` leaves claims out until the token fits, and sets `claims_truncated`. A denial, such as `tokenTooLarge` of
   * the catalogue, refuses the token. Default `trim`. */
  readonly onOverflow: 'trim' | Denial
  /** Name of a claim or an attribute → priority, 0 to 100. The lowest goes first, among equals the largest. `scope`
   * stands for all scopes that the suite adds, `cognito:groups` for groups and roles. Default 50 each. An unnamed
   * attribute of the user, which Cognito itself shows in the ID token, goes before all parts with a priority. */
  readonly priorities: ReadonlyMap<string, number>
  /** Names, as in `priorities`, that are never left out, even when the token stays over its budget. Default none. */
  readonly kept: ReadonlySet<string>
}

export interface SizeBudgetOptions extends Partial<Omit<SizeBudget, 'priorities' | 'kept'>> {
  readonly priorities?: Readonly<Record<string, number>>
  readonly kept?: readonly string[]
}

export function sizeBudget() {
  return shape<SizeBudgetOptions>({
    idBytes: optional(whole(1_024, 16_384)),
    accessBytes: optional(whole(1_024, 16_384)),
    onOverflow: optional(either({ text: oneOf(['trim']), object: denial })),
    priorities: optional(record(number(0, 100))),
    kept: optional(list(text('the name of a claim'), 0)),
  })
}

/** @throws TypeError when a kept claim also has a priority. */
export function readSizeBudget(options: SizeBudgetOptions = {}): SizeBudget {
  const { idBytes = 4_096, accessBytes = 4_096, onOverflow = 'trim', priorities = {}, kept = [] } = options
  check: for (const name of kept) {
    if (Object.hasOwn(priorities, name)) {
      throw new TypeError(
        `definePreTokenGeneration: size.kept holds '${name}', which has a priority: keep one of the two`,
      )
    }
  }
  return {
    idBytes,
    accessBytes,
    onOverflow,
    priorities: new Map(Object.entries(priorities)),
    kept: new Set(kept),
  }
}

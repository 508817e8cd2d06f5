/** Computes the sizes of an event's tokens before trimming, and what their size budget does. */
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import type { TokenName } from './claim.ts'
import type { PreTokenGenerationConfig } from './claim-source.ts'
import type { Composition } from './decide.ts'
import { fitToBudget, isWithin, priorityOf } from './fit-to-budget.ts'
import { renderClaims } from './render.ts'
import { truncatedClaim } from './reserved-claims.ts'
import type { SizePart } from './size.ts'

/** A part that the budget may leave out of a token. */
export interface WeighedPart extends Pick<SizePart, 'name' | 'kind' | 'from' | 'jsonBytes'> {
  /** For an attribute and for groups. The value of a claim is in the response. */
  readonly value: unknown
  /** 0 to 100, lowest first; -1 for an attribute that is not named, which goes before all others; `kept` for never. */
  readonly priority: number | 'kept'
  /** Whether the budget leaves it out. Where the budget denies instead: whether trimming would leave it out. */
  readonly isCut: boolean
}

export interface WeighedToken {
  readonly token: TokenName
  /** The largest size of the encoded token before trimming, in bytes. */
  readonly tokenBytes: number
  /** The same after trimming. */
  readonly fittedBytes: number
  readonly budgetBytes: number
  readonly fate: 'fits' | 'trimmed' | 'still over' | 'denied'
  /** The value of the mark that the budget sets in the token, if it sets one. */
  readonly mark: unknown
  readonly parts: readonly WeighedPart[]
}

export interface Weighed {
  /** The result without a budget. */
  readonly response: object
  /** The tokens that Cognito makes: a machine client gets no ID token. */
  readonly tokens: readonly WeighedToken[]
}

export function weighTokens(
  { size: budget }: Pick<PreTokenGenerationConfig, 'size'>,
  event: PreTokenGenerationEvent,
  { model }: Pick<Composition, 'model'>,
): Weighed {
  const {
    before,
    after,
    truncated,
    model: fitted,
  } = fitToBudget(model, event, { ...budget, onOverflow: 'trim' })
  const isDenied = budget.onOverflow !== 'trim' && before.some((size) => !isWithin(budget, size))
  const cut = new Set(truncated)
  // In version 1, groups that leave the access token leave both tokens.
  if (event.version === '1' && cut.has('access:cognito:groups')) cut.add('id:cognito:groups')
  return {
    response: renderClaims(model, event),
    tokens: before.map((size) => {
      const { token, bytes, parts } = size
      const end = after.find((each) => each.token === token) ?? size
      return {
        token,
        tokenBytes: bytes,
        fittedBytes: isDenied ? bytes : end.bytes,
        budgetBytes: token === 'id' ? budget.idBytes : budget.accessBytes,
        fate: isWithin(budget, size)
          ? 'fits'
          : isDenied
            ? 'denied'
            : isWithin(budget, end)
              ? 'trimmed'
              : 'still over',
        mark: isDenied ? undefined : fitted[token].claims.get(truncatedClaim)?.value,
        parts: parts.map((part) => {
          const { name, kind, from, jsonBytes } = part
          const priority = priorityOf(budget, part)
          return {
            name,
            kind,
            from,
            jsonBytes,
            value: kind === 'groups' ? model.groups.groups : event.userAttributes.get(name),
            priority: priority === Infinity ? 'kept' : priority,
            isCut: cut.has(`${token}:${name}`),
          }
        }),
      }
    }),
  }
}

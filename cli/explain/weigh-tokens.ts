/** Weighs the tokens of an event before anything is left out of them, and says what their size budget does. */
import type { Facts } from '../../triggers/core/run.ts'
import type { PreTokenGenerationEvent } from '../../triggers/events/pre-token-generation.ts'
import type { TokenName } from '../../triggers/pre-token-generation/claim.ts'
import type { PreTokenGenerationConfig } from '../../triggers/pre-token-generation/claim-source.ts'
import { composeClaims } from '../../triggers/pre-token-generation/decide.ts'
import { fitToBudget, isWithin, priorityOf } from '../../triggers/pre-token-generation/fit-to-budget.ts'
import { renderClaims } from '../../triggers/pre-token-generation/render.ts'
import { truncatedClaim } from '../../triggers/pre-token-generation/reserved-claims.ts'
import type { SizePart } from '../../triggers/pre-token-generation/size.ts'

/** Something that the budget may leave out of a token. */
export interface WeighedPart extends Pick<SizePart, 'name' | 'kind' | 'from' | 'jsonBytes'> {
  /** Of an attribute and of groups; a claim's stands in the response. */
  readonly value: unknown
  /** 0 to 100, the lowest goes first; -1 for an attribute that is not named, which goes before all others; `kept` for
   * what is never left out. */
  readonly priority: number | 'kept'
  /** Whether the budget leaves it out; where it denies instead, whether trimming would. */
  readonly isCut: boolean
}

export interface WeighedToken {
  readonly token: TokenName
  /** The encoded token at most, in bytes, before anything is left out. */
  readonly tokenBytes: number
  /** The same afterwards. */
  readonly fittedBytes: number
  readonly budgetBytes: number
  readonly fate: 'fits' | 'trimmed' | 'still over' | 'denied'
  /** The value of the mark that the budget sets in it, if it does. */
  readonly mark: unknown
  readonly parts: readonly WeighedPart[]
}

export interface Weighed {
  /** As it would be without a budget. */
  readonly response: object
  /** Those that are made: a machine client gets no ID token. */
  readonly tokens: readonly WeighedToken[]
}

/** Undefined when a claim source denies, so that there are no tokens to weigh. */
export function weighTokens(
  config: PreTokenGenerationConfig,
  event: PreTokenGenerationEvent,
  facts: Facts,
  nowMs: number,
): Weighed | undefined {
  const composed = composeClaims(config, event, facts, nowMs)
  if (composed.kind === 'deny') return undefined
  const { model } = composed
  const { size: budget } = config
  const {
    before,
    after,
    truncated,
    model: fitted,
  } = fitToBudget(model, event, { ...budget, onOverflow: 'trim' })
  const isDenied = budget.onOverflow !== 'trim' && before.some((size) => !isWithin(budget, size))
  const cut = new Set(truncated)
  // In version 1 the groups go from both tokens when they go from the access token.
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

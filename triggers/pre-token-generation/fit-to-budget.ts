/** Leaves claims out until the tokens fit their size budget, in a stated order, and says so in the token. */
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import { type ClaimModel, isShown, type TokenModel } from './claim-model.ts'
import { truncatedClaim } from './reserved-claims.ts'
import { encodedTokenBytes, estimateTokenSize, estimateTokenSizes, type TokenSize } from './size.ts'
import type { SizeBudget } from './size-budget.ts'

export interface Fitted {
  readonly model: ClaimModel
  /** What was left out, as `id:permissions`; empty when everything fitted. */
  readonly truncated: readonly string[]
  /** As the model came. */
  readonly before: readonly TokenSize[]
  /** As it is now. */
  readonly after: readonly TokenSize[]
}

/** The priority of whatever is not named. */
const defaultPriority = 50

/** Trims each token for itself: the lowest priority first, of equals the largest, then by name. */
export function fitToBudget(model: ClaimModel, event: PreTokenGenerationEvent, budget: SizeBudget): Fitted {
  const before = estimateTokenSizes(model, event)
  if (before.every((size) => isWithin(budget, size))) return { model, truncated: [], before, after: before }

  const tokens = { id: copy(model.id), access: copy(model.access) }
  let { scopesToAdd, groups } = model
  const current = (): ClaimModel => ({ ...model, ...tokens, scopesToAdd, groups })
  const cut: string[] = []
  const priorityOf = (name: string): number => budget.priorities.get(name) ?? defaultPriority
  // Access first: in version 1 its groups go for both tokens.
  for (const { token } of before.toReversed()) {
    const size = estimateTokenSize(current(), event, token)
    const parts = size.parts
      .filter(({ isKept }) => !isKept)
      .sort(
        (a, b) =>
          priorityOf(a.name) - priorityOf(b.name) || b.jsonBytes - a.jsonBytes || (a.name < b.name ? -1 : 1),
      )
    if (isWithin(budget, size) || parts.length === 0) continue

    // The access token of version 1 takes no claims: the ID token beside it tells.
    const isVersion1 = event.version === '1'
    const marked = isVersion1 ? 'id' : token
    tokens[marked].claims.set(truncatedClaim, {
      value: isVersion1 ? 'true' : true,
      from: 'size',
      isKept: true,
    })
    let { jsonBytes } = estimateTokenSize(current(), event, token)
    for (const part of parts) {
      if (isWithin(budget, { token, bytes: encodedTokenBytes(jsonBytes) })) break
      jsonBytes -= part.jsonBytes
      leaveOut(part.name)
      cut.push(`${token}:${part.name}`)
    }

    function leaveOut(name: string): void {
      const { claims, suppressed } = tokens[token]
      if (name === 'scope' && token === 'access') scopesToAdd = []
      else if (name === 'cognito:groups' && marked !== token) groups = { ...groups, groups: [] }
      // An attribute that a claim overrode would come back.
      else if (!claims.delete(name) || isShown(event, token, name)) suppressed.add(name)
    }
  }
  return { model: current(), truncated: cut, before, after: estimateTokenSizes(current(), event) }
}

function isWithin(
  { idBytes, accessBytes }: SizeBudget,
  { token, bytes }: Pick<TokenSize, 'token' | 'bytes'>,
): boolean {
  return bytes <= (token === 'id' ? idBytes : accessBytes)
}

function copy({ claims, suppressed }: TokenModel) {
  return { claims: new Map(claims), suppressed: new Set(suppressed) }
}

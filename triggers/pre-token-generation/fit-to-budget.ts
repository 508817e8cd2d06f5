/** Leaves claims out until the tokens fit their size budget, in a stated order, and marks the token. */
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import { type ClaimModel, isShown, type TokenModel } from './claim-model.ts'
import { truncatedClaim } from './reserved-claims.ts'
import {
  encodedTokenBytes,
  estimateTokenSize,
  estimateTokenSizes,
  type SizePart,
  type TokenSize,
} from './size.ts'
import type { SizeBudget } from './size-budget.ts'

export interface Fitted {
  readonly model: ClaimModel
  /** What was left out, as `id:permissions`; empty when everything fits. */
  readonly truncated: readonly string[]
  /** The model before trimming. */
  readonly before: readonly TokenSize[]
  /** The model after trimming. */
  readonly after: readonly TokenSize[]
}

/** The priorities of unnamed parts: an attribute that users write never pushes out a claim. */
const defaultPriorities = { attribute: -1, claim: 50, scope: 50, groups: 50 } as const

/** Trims each token on its own: the lowest priority first, among equals the largest, then by name. A budget that denies
 * trims nothing. */
export function fitToBudget(model: ClaimModel, event: PreTokenGenerationEvent, budget: SizeBudget): Fitted {
  const before = estimateTokenSizes(model, event)
  if (budget.onOverflow !== 'trim' || before.every((size) => isWithin(budget, size)))
    return { model, truncated: [], before, after: before }

  const tokens = { id: copy(model.id), access: copy(model.access) }
  let { scopesToAdd, groups } = model
  const current = (): ClaimModel => ({ ...model, ...tokens, scopesToAdd, groups })
  const cut: string[] = []
  // The access token first: in version 1 its groups leave both tokens.
  for (const { token } of before.toReversed()) {
    const size = estimateTokenSize(current(), event, token)
    const parts = size.parts
      .map((part) => ({ ...part, priority: priorityOf(budget, part) }))
      .filter(({ priority }) => priority < Infinity)
      .sort((a, b) => a.priority - b.priority || b.jsonBytes - a.jsonBytes || (a.name < b.name ? -1 : 1))
    if (isWithin(budget, size) || parts.length === 0) continue

    // The access token of version 1 cannot carry the mark: the ID token beside it does.
    const isVersion1 = event.version === '1'
    const marked = isVersion1 ? 'id' : token
    tokens[marked].claims.set(truncatedClaim, {
      value: isVersion1 ? 'true' : true,
      from: 'size',
      isKept: true,
    })
    let { jsonBytes } = estimateTokenSize(current(), event, token)
    const isWithinAt = (bytes: number): boolean =>
      isWithin(budget, { token, bytes: encodedTokenBytes(bytes) })
    const out = new Set<SizePart>()
    for (const part of parts) {
      if (isWithinAt(jsonBytes)) break
      jsonBytes -= part.jsonBytes
      out.add(part)
    }
    // An attribute that was too short to help stays.
    for (const part of [...out].toReversed()) {
      if (part.kind === 'attribute' && isWithinAt(jsonBytes + part.jsonBytes)) {
        jsonBytes += part.jsonBytes
        out.delete(part)
      }
    }
    for (const { name } of out) {
      leaveOut(name)
      cut.push(`${token}:${name}`)
    }

    function leaveOut(name: string): void {
      const { claims, suppressed } = tokens[token]
      if (name === 'scope' && token === 'access') scopesToAdd = []
      else if (name === 'cognito:groups' && marked !== token) groups = { ...groups, groups: [] }
      // Without the claim, the attribute that it overrides would come back.
      else if (!claims.delete(name) || isShown(event, token, name)) suppressed.add(name)
    }
  }
  return { model: current(), truncated: cut, before, after: estimateTokenSizes(current(), event) }
}

/** The priority of a part, lowest first; infinite for a part that is never left out. */
export function priorityOf(
  { kept, priorities }: SizeBudget,
  { name, kind, isKept }: Pick<SizePart, 'name' | 'kind' | 'isKept'>,
): number {
  return isKept || kept.has(name) ? Infinity : (priorities.get(name) ?? defaultPriorities[kind])
}

export function isWithin(
  { idBytes, accessBytes }: SizeBudget,
  { token, bytes }: Pick<TokenSize, 'token' | 'bytes'>,
): boolean {
  return bytes <= (token === 'id' ? idBytes : accessBytes)
}

function copy({ claims, suppressed }: TokenModel) {
  return { claims: new Map(claims), suppressed: new Set(suppressed) }
}

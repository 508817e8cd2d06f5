/** The pre token decision: contributions of all sources, merged into one claim model, trimmed to the size budget, and
 * rendered for the event's version. */
import type { Decision, Refusal } from '../core/decision.ts'
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import type { Facts, Notes } from '../core/run.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import { askSource } from './ask-source.ts'
import { type Claim, tokensOf } from './claim.ts'
import { type ClaimModel, draftClaims, type TokenModel } from './claim-model.ts'
import {
  type ClaimSource,
  isEnforced,
  isForUser,
  isSpeaking,
  type PreTokenGenerationConfig,
} from './claim-source.ts'
import { type Fitted, fitToBudget, isWithin } from './fit-to-budget.ts'
import { adaptToVersion, type PreTokenGenerationResponse, renderClaims } from './render.ts'
import { adminScope } from './scopes.ts'
import type { TokenSize } from './size.ts'

/** The effect of a claim source, by the source's name. */
export interface TokenEffect {
  readonly name: string
}

/** What all sources together add, limited to the event's version and before trimming. */
export interface Composition {
  readonly kind: 'composed'
  readonly model: ClaimModel
  /** Names that Cognito would refuse, or that the version cannot carry. */
  readonly dropped: readonly string[]
  /** Sources that used values from memory. */
  readonly lastKnown: readonly string[]
  readonly effects: readonly TokenEffect[]
}

/** A claim that the token must carry, with the source that set it. */
type NeededClaim = Claim & { readonly by: string }

/** The most names of a kind in one report, and the longest name: some come from tables. */
const maxNames = 20
const maxNameLength = 80

export function decide(
  config: PreTokenGenerationConfig,
  event: PreTokenGenerationEvent,
  facts: Facts,
  nowMs: number,
): Decision<PreTokenGenerationResponse, TokenEffect> & Notes {
  const speaking = speakingSources(config, event)
  const decideWith = (sources: readonly ClaimSource[], given: Facts) =>
    decideBy(config, event, given, nowMs, sources)
  const decided = decideWith(speaking.filter(isEnforced), facts)
  const asked = { facts, decided, speaking, decide: decideWith }
  const observed = speaking.flatMap((source) => source.observed?.(asked) ?? [])
  return observed.length === 0 ? decided : { ...decided, notes: { ...decided.notes, observed } }
}

function decideBy(
  config: PreTokenGenerationConfig,
  event: PreTokenGenerationEvent,
  facts: Facts,
  nowMs: number,
  sources: readonly ClaimSource[],
): Decision<PreTokenGenerationResponse, TokenEffect> & Notes {
  const composed = composeClaims({ ...config, claims: sources }, event, facts, nowMs)
  if (composed.kind === 'deny') return composed

  const { onOverflow } = config.size
  const fitted = fitToBudget(composed.model, event, config.size)
  const overBudget = fitted.after.filter((size) => !isWithin(config.size, size)).map(({ token }) => token)
  const notes = describe(event, config, composed, { ...fitted, overBudget })
  if (onOverflow !== 'trim' && overBudget.length > 0)
    return { kind: 'deny', denial: onOverflow, by: 'size', notes }
  return { kind: 'allow', response: renderClaims(fitted.model, event), effects: composed.effects, notes }
}

/** Asks every source that speaks for the event. An observed source contributes nothing. Pure. */
export function composeClaims(
  config: PreTokenGenerationConfig,
  event: PreTokenGenerationEvent,
  facts: Facts,
  nowMs: number,
): Refusal | Composition {
  const draft = draftClaims(event)
  const lastKnown: string[] = []
  const effects: TokenEffect[] = []
  const needed: NeededClaim[] = []
  for (const source of speakingSources(config, event)) {
    const { name } = source
    const fact = source.fact === undefined ? undefined : facts.get(source.fact.name)
    const { earlier, groups } = draft
    const contribution = askSource(source, fact, { event, nowMs, earlier, groups })
    if (contribution.denial !== undefined) return { kind: 'deny', denial: contribution.denial, by: name }
    draft.add(name, contribution)
    for (const claim of contribution.claims ?? [])
      if (claim.isNeeded === true) needed.push({ ...claim, by: name })
    if (contribution.isLastKnown === true) lastKnown.push(name)
    if (contribution.isEffectDue === true) effects.push({ name })
  }
  if (config.adminScope !== 'keep' && isForUser(event)) draft.add('', { scopesToSuppress: [adminScope] })
  const merged = draft.finish()
  const { model, left } = adaptToVersion(merged, event, config.version1Encoding)
  const dropped = [...model.dropped, ...left]
  // In a pool that sends only version 1, no reader expects the claim in the access token.
  const isIdOnly = event.version === '1' && config.expectedVersion === '1'
  const lost = needed.find((claim) =>
    tokensOf(isIdOnly && claim.target === 'both' ? 'id' : claim.target).some(
      (token) => dropped.includes(`${token}:${claim.name}`) || !isCarried(claim, merged[token]),
    ),
  )
  if (lost !== undefined)
    return { kind: 'deny', denial: temporarilyUnavailable, by: lost.by, cause: 'claim_lost' }
  return { kind: 'composed', model, dropped, lastKnown, effects }
}

/** Whether the claim still has its value and cannot be trimmed: no later source removed or changed it. */
function isCarried({ name, value, by }: NeededClaim, { claims }: TokenModel): boolean {
  const carried = claims.get(name)
  if (carried === undefined || (carried.from !== by && !carried.isKept)) return false
  return JSON.stringify(carried.value) === JSON.stringify(value)
}

/** The claim sources that speak for the event. */
export function speakingSources(
  config: Pick<PreTokenGenerationConfig, 'claims'>,
  event: PreTokenGenerationEvent,
): readonly ClaimSource[] {
  return config.claims.filter((source) => isSpeaking(source, event))
}

function describe(
  event: PreTokenGenerationEvent,
  { expectedVersion = event.version }: PreTokenGenerationConfig,
  { dropped, lastKnown }: Composition,
  { truncated, overBudget, before, after }: Fitted & { readonly overBudget: readonly string[] },
): NonNullable<Notes['notes']> {
  const lists = {
    dropped,
    lastKnown,
    truncated,
    overBudget,
    claimBytes: truncated.length + overBudget.length === 0 ? [] : before.flatMap(describeCosts),
  }
  return {
    ...(expectedVersion === event.version ? {} : { expectedVersion }),
    ...Object.fromEntries(after.map(({ token, bytes }) => [`${token}TokenBytes`, bytes])),
    ...Object.fromEntries(
      Object.entries(lists).flatMap(([name, list]) => (list.length === 0 ? [] : [[name, shorten(list)]])),
    ),
  }
}

/** The largest first. */
function describeCosts({ token, parts }: TokenSize): readonly string[] {
  return parts
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, maxNames / 2)
    .map(({ name, bytes }) => `${bytes} ${token}:${name}`)
}

/** At most 20 names, each of at most 80 characters. */
export function shorten(names: readonly string[]): readonly string[] {
  const shown = names.slice(0, maxNames).map((name) => name.slice(0, maxNameLength))
  return names.length > maxNames ? [...shown, `and ${names.length - maxNames} more`] : shown
}

/** The pre token decision: contributions of all sources, merged into one claim model, rendered for the event's version. */
import type { Decision } from '../core/decision.ts'
import type { Facts, Notes } from '../core/run.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import type { ClaimSource, Contribution, PreTokenGenerationConfig } from './claim-source.ts'
import { mergeContributions } from './claim-model.ts'
import { type PreTokenGenerationResponse, renderClaims } from './render.ts'

export function decide(
  config: PreTokenGenerationConfig,
  event: PreTokenGenerationEvent,
  facts: Facts,
  nowMs: number,
): Decision<PreTokenGenerationResponse> & Notes {
  const contributions: Contribution[] = []
  for (const source of speakingSources(config, event)) {
    const fact = source.fact === undefined ? undefined : facts.get(source.fact.name)
    if (fact?.kind === 'missing') return { kind: 'deny', denial: fact.denial, by: source.name }
    contributions.push(source.contribute({ event, fact: fact?.value, nowMs }))
  }
  const model = mergeContributions(contributions)
  const { response, left } = renderClaims(model, event.version, config.version1Encoding)
  const dropped = [...model.dropped, ...left]
  return { kind: 'allow', response, effects: [], ...(dropped.length > 0 ? { notes: { dropped } } : {}) }
}

/** The claim sources that speak for the event's trigger source. */
export function speakingSources(
  config: PreTokenGenerationConfig,
  event: PreTokenGenerationEvent,
): readonly ClaimSource[] {
  return config.claims.filter((source) => source.sources.includes(event.source))
}

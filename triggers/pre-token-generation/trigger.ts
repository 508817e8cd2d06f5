/** Pre token generation as the five stages see it. */
import type { Trigger } from '../core/run.ts'
import { parsePreTokenGeneration, type PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import type { PreTokenGenerationConfig } from './claim-source.ts'
import { decide, speakingSources } from './decide.ts'
import type { PreTokenGenerationResponse } from './render.ts'

/** A defect denies: a token with the wrong claims outlives its cause. */
export function preTokenGenerationTrigger(
  config: PreTokenGenerationConfig,
): Trigger<PreTokenGenerationEvent, PreTokenGenerationResponse, never> {
  return {
    name: 'pre-token-generation',
    language: config.language,
    parse: parsePreTokenGeneration,
    facts: (event) =>
      speakingSources(config, event).flatMap((source) => (source.fact === undefined ? [] : [source.fact])),
    decide: (event, facts, nowMs) => decide(config, event, facts, nowMs),
    perform: () => Promise.resolve([]),
    onDefect: () => 'deny',
  }
}

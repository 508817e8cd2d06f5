/** Pre token generation as the five stages see it. */
import { performEffect } from '../core/step.ts'
import { parsePreTokenGeneration, type PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import type { ClaimFact, PreTokenGenerationConfig, TokenTrigger } from './claim-source.ts'
import { decide, speakingSources } from './decide.ts'

/** A defect denies: a token with the wrong claims outlives its cause. */
export function preTokenGenerationTrigger(config: PreTokenGenerationConfig): TokenTrigger {
  const trigger: TokenTrigger = {
    name: config.trigger,
    language: config.language,
    texts: config.texts,
    parse: (input) => parsePreTokenGeneration(input, config.unknownSource),
    facts(event) {
      const facts = new Map<string, ClaimFact>()
      for (const { fact } of speakingSources(config, event))
        if (fact !== undefined) facts.set(fact.name, withLastKnown(fact, event))
      return [...facts.values()]
    },
    decide: (event, facts, nowMs) => decide(config, event, facts, nowMs),
    perform(event, effects, { clock, deadline }) {
      const due = new Set(effects.map(({ name }) => name))
      const steps = config.claims.flatMap(({ name, effect }) =>
        effect !== undefined && due.has(name) ? [effect] : [],
      )
      return Promise.all(steps.map((step) => performEffect(step, event, clock, deadline)))
    },
    onDefect: () => 'deny',
  }
  return config.observed?.(trigger) ?? trigger
}

/** The sandbox's memory replaces the fact before any other value does. */
function withLastKnown(fact: ClaimFact, event: PreTokenGenerationEvent): ClaimFact {
  const value = fact.lastKnown?.(event)
  return value === undefined ? fact : { ...fact, onFailure: { kind: 'use', value } }
}

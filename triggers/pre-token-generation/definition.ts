import { defineTrigger } from '../definition.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import { type ClaimSource, isSpeaking, type PreTokenGenerationConfig } from './claim-source.ts'
import { tokenConfigParts } from './options.ts'
import { planPreTokenGeneration } from './plan.ts'
import { traceTokens } from './trace.ts'
import { preTokenGenerationTrigger } from './trigger.ts'

export const preTokenGeneration = defineTrigger<
  PreTokenGenerationConfig,
  PreTokenGenerationEvent,
  ClaimSource
>({
  configure: (suite) => suite.preTokenGeneration?.(),
  parts: tokenConfigParts,
  kind: 'claim source',
  create: preTokenGenerationTrigger,
  plan: planPreTokenGeneration,
  members: ({ claims }) => claims,
  trace: traceTokens,
  isSpeaking,
  groups: ({ claims }) => claims.flatMap(({ groupNames = [] }) => groupNames),
})

import { list } from '../core/options/collections.ts'
import { anything } from '../core/options/values.ts'
import { defineTrigger, commonParts } from '../definition.ts'
import type { PreTokenGenerationEvent } from '../events/pre-token-generation.ts'
import { type ClaimSource, isSpeaking, type PreTokenGenerationConfig } from './claim-source.ts'
import { claimSource } from './options.ts'
import { planPreTokenGeneration } from './plan.ts'
import { traceTokens } from './trace.ts'
import { preTokenGenerationTrigger } from './trigger.ts'

export const preTokenGeneration = defineTrigger<
  PreTokenGenerationConfig,
  PreTokenGenerationEvent,
  ClaimSource
>({
  configure: (suite) => suite.preTokenGeneration?.(),
  parts: {
    claims: list(claimSource, 0),
    version1Encoding: anything,
    expectedVersion: anything,
    adminScope: anything,
    size: anything,
    unknownSource: anything,
    ...commonParts,
  },
  kind: 'claim source',
  create: preTokenGenerationTrigger,
  plan: planPreTokenGeneration,
  members: ({ claims }) => claims,
  trace: traceTokens,
  isSpeaking,
  groups: ({ claims }) => claims.flatMap(({ groupNames = [] }) => groupNames),
})

/** Finds the trigger of an event, and gives the event to a suite. */
import { definitions } from '../../triggers/definitions.ts'
import { own, type RawObject } from '../../triggers/core/json.ts'
import { parsePreTokenGeneration } from '../../triggers/events/pre-token-generation.ts'
import { findTrigger } from '../../triggers/registry.ts'
import type { SomeSuite } from '../../triggers/suite-parts.ts'
import { usageError } from '../cli-error.ts'
import type { Judge } from './judge.ts'
import { makeJudge } from './make-judge.ts'
import { weighTokens } from './weigh-tokens.ts'

export type Judging =
  | { readonly kind: 'judge'; readonly judge: Judge }
  /** The suite lacks this trigger: Cognito goes on without a call. */
  | { readonly kind: 'not configured' }
  /** The trigger could not read the event. The words hold nothing of it. */
  | { readonly kind: 'malformed'; readonly problem: string }

/** @throws CliError when no trigger exists for the event. */
export function judgeEvent(suite: SomeSuite, raw: RawObject, label: string): Judging {
  const source = own(raw, 'triggerSource')
  const name = findTrigger(source)
  if (name === undefined) {
    throw usageError(
      typeof source === 'string'
        ? `${label}: no trigger of this suite answers to '${source}'.`
        : `${label} has no triggerSource: give an event as Cognito sends it.`,
    )
  }
  return definitions[name].apply((definition): Judging => {
    const config = definition.configure(suite)
    if (config === undefined) return { kind: 'not configured' }
    const parsed = definition.create(config).parse(raw)
    if (parsed.kind === 'malformed') return parsed
    const weigh = name === 'pre-token-generation' ? weigherOf(suite, raw) : {}
    return { kind: 'judge', judge: { ...makeJudge(definition, config, parsed.event), ...weigh } }
  })
}

function weigherOf(suite: SomeSuite, raw: RawObject): Pick<Judge, 'weigh'> {
  const config = suite.preTokenGeneration?.()
  const parsed = parsePreTokenGeneration(raw)
  if (config === undefined || parsed.kind === 'malformed') return {}
  return { weigh: (facts, nowMs) => weighTokens(config, parsed.event, facts, nowMs) }
}

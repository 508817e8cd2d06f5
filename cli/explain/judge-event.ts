/** Finds the trigger that an event is for, and puts the event before a suite. */
import { own, type Parsed, type RawObject } from '../../triggers/events/envelope.ts'
import { parsePostConfirmation } from '../../triggers/events/post-confirmation.ts'
import { parsePreSignUp } from '../../triggers/events/pre-sign-up.ts'
import { parsePreTokenGeneration } from '../../triggers/events/pre-token-generation.ts'
import {
  postConfirmationSources,
  preSignUpSources,
  preTokenGenerationSources,
} from '../../triggers/events/sources.ts'
import { usageError } from '../cli-error.ts'
import type { Suite } from '../suite-file.ts'
import { judgePostConfirmation, judgePreSignUp, judgePreTokenGeneration } from './judge-triggers.ts'
import type { Judge } from './judge.ts'

export type Judging =
  | { readonly kind: 'judge'; readonly judge: Judge }
  /** The suite has no such trigger: Cognito goes on without asking. */
  | { readonly kind: 'not configured' }
  /** The trigger could not read the event; in words that hold nothing of it. */
  | { readonly kind: 'malformed'; readonly problem: string }

/** @throws CliError when the event is for no trigger that there is. */
export function judgeEvent(suite: Suite, raw: RawObject, label: string): Judging {
  const source = own(raw, 'triggerSource')
  const isOneOf = (sources: readonly string[]): boolean => sources.some((known) => known === source)
  if (isOneOf(preSignUpSources)) return judgeBy(suite.preSignUp, parsePreSignUp(raw), judgePreSignUp)
  if (isOneOf(preTokenGenerationSources))
    return judgeBy(suite.preTokenGeneration, parsePreTokenGeneration(raw), judgePreTokenGeneration)
  if (isOneOf(postConfirmationSources))
    return judgeBy(suite.postConfirmation, parsePostConfirmation(raw), judgePostConfirmation)
  throw usageError(
    typeof source === 'string'
      ? `${label}: no trigger of this suite answers to '${source}'.`
      : `${label} has no triggerSource: give an event as Cognito sends it.`,
  )
}

function judgeBy<Config, Event>(
  config: Config | undefined,
  parsed: Parsed<Event>,
  judge: (config: Config, event: Event) => Judge,
): Judging {
  if (parsed.kind === 'malformed') return parsed
  return config === undefined
    ? { kind: 'not configured' }
    : { kind: 'judge', judge: judge(config, parsed.event) }
}

/** Post confirmation as the five stages see it. */
import type { Effect } from '../domain/effect-record.ts'
import type { Trigger } from '../core/run.ts'
import { isOfTrigger } from '../events/envelope.ts'
import { parsePostConfirmation, type PostConfirmationEvent } from '../events/post-confirmation.ts'
import { decide, type PostConfirmationResponse } from './decide.ts'
import type { PostConfirmationConfig } from './effect-definition.ts'
import { ledgerRights } from './ledger-rights.ts'
import { perform } from './perform.ts'

/** A defect passes: the user is already confirmed and could not try again. Only an input that is not an event is refused. */
export function postConfirmationTrigger(
  config: PostConfirmationConfig,
): Trigger<PostConfirmationEvent, PostConfirmationResponse, Effect> {
  return {
    name: config.trigger,
    language: config.language,
    texts: config.texts,
    parse: parsePostConfirmation,
    facts: (event) => ledgerRights(config, event),
    decide: (event, _, nowMs) => decide(config, event, nowMs),
    perform: (event, effects, invocation) =>
      event.sub === undefined
        ? Promise.resolve([])
        : perform(config, { ...event, sub: event.sub }, effects, invocation),
    onDefect: (input) => (isOfTrigger(input, 'PostConfirmation') ? 'pass' : 'deny'),
  }
}

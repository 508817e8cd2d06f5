/** The post confirmation event.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html */
import { type Envelope, parseEvent, readSub } from './envelope.ts'
import type { Parsed } from '../core/parsed.ts'
import { type PostConfirmationSource, postConfirmationSources } from './sources.ts'

export interface PostConfirmationEvent extends Envelope {
  readonly source: PostConfirmationSource
  /** The user's immutable id; undefined when Cognito sent none, or one that cannot be part of a key. */
  readonly sub: string | undefined
}

export function parsePostConfirmation(input: unknown): Parsed<PostConfirmationEvent> {
  return parseEvent(
    input,
    (triggerSource) => postConfirmationSources.find((source) => source === triggerSource),
    (envelope, source) => ({ ...envelope, source, sub: readSub(envelope) }),
  )
}

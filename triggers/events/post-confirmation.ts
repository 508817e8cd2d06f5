/** The post confirmation event.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html */
import { type Envelope, type Parsed, parseEvent } from './envelope.ts'
import { type PostConfirmationSource, postConfirmationSources } from './sources.ts'

export interface PostConfirmationEvent extends Envelope {
  readonly source: PostConfirmationSource
  /** The user's immutable id; undefined when Cognito did not send one that a key can be made of. */
  readonly sub: string | undefined
}

export function parsePostConfirmation(input: unknown): Parsed<PostConfirmationEvent> {
  return parseEvent(
    input,
    (triggerSource) => postConfirmationSources.find((source) => source === triggerSource),
    (envelope, source) => ({ ...envelope, source, sub: readSub(envelope) }),
  )
}

/** Keys are parted by `#`: with one in it, one user's key could be read as another's. */
function readSub({ userAttributes }: Envelope): string | undefined {
  const sub = userAttributes.get('sub') ?? ''
  return sub === '' || sub.includes('#') ? undefined : sub
}

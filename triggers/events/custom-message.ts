/** The custom message event.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html */
import { own, type RawObject } from '../core/json.ts'
import type { Parsed } from '../core/parsed.ts'
import { type Envelope, parseEvent } from './envelope.ts'
import { type CustomMessageSource, customMessageSources } from './sources.ts'

export interface CustomMessageEvent extends Envelope {
  readonly source: CustomMessageSource
  /** The text that Cognito replaces by the code, or by the temporary password of an invitation. */
  readonly codeParameter: string
  /** The text that Cognito replaces by the user name. Every invitation has it, and no other message. */
  readonly usernameParameter: string | undefined
}

/** The response fields that the trigger owns. For a missing one Cognito sends its own text. */
export interface CustomMessageResponse {
  /** At most 140 characters. */
  readonly smsMessage?: string
  /** HTML, at most 20,000 characters. Only in a pool that sends with SES. */
  readonly emailMessage?: string
  /** At most 140 characters. Only in a pool that sends with SES. */
  readonly emailSubject?: string
}

export function parseCustomMessage(input: unknown): Parsed<CustomMessageEvent> {
  const parsed = parseEvent(
    input,
    (triggerSource) => customMessageSources.find((source) => source === triggerSource),
    (envelope, source, request) => ({
      ...envelope,
      source,
      codeParameter: readText(request, 'codeParameter'),
      usernameParameter: readText(request, 'usernameParameter'),
    }),
  )
  if (parsed.kind === 'malformed') return parsed
  const { codeParameter, usernameParameter, source } = parsed.event
  if (codeParameter === undefined) return { kind: 'malformed', problem: 'request.codeParameter is no text' }
  if (source === 'CustomMessage_AdminCreateUser' && usernameParameter === undefined)
    return { kind: 'malformed', problem: 'request.usernameParameter is no text' }
  return { kind: 'event', event: { ...parsed.event, codeParameter }, raw: parsed.raw }
}

function readText(request: RawObject, name: string): string | undefined {
  const value = own(request, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

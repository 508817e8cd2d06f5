/** A configuration of custom message, and what comes of events in it. */
import { defineCustomMessage, type CustomMessageOptions } from '../../../triggers/custom-message/configure.ts'
import { customMessageTrigger } from '../../../triggers/custom-message/trigger.ts'
import { isObject, type RawObject } from '../../../triggers/core/json.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { createHarness } from '../../../triggers/testing/trigger-harness.ts'

export const ownClient = '1example23456789abcdefghijk'

export interface Sent {
  /** What went back to Cognito, whole. */
  readonly answer: RawObject
  readonly response: RawObject
  readonly report: RawObject
}

/** Sends the fixture of a source, with parts of its request replaced, to a trigger of these options. */
export async function send(
  options: CustomMessageOptions,
  source: string,
  changes: { readonly request?: RawObject; readonly event?: RawObject } = {},
): Promise<Sent> {
  const event = eventFixture(`CustomMessage_${source}`)
  const request = { ...(isObject(event['request']) ? event['request'] : {}), ...changes.request }
  const harness = createHarness(customMessageTrigger(defineCustomMessage(options)))
  const answer = await harness.invoke({ ...event, request, ...changes.event })
  if (answer.kind === 'threw') throw new Error(`it threw: ${answer.message}`)
  const value = isObject(answer.value) ? answer.value : {}
  return {
    answer: value,
    response: isObject(value['response']) ? value['response'] : {},
    report: harness.reports[0] ?? {},
  }
}

/** What Cognito sends of its own. */
export const untouched = { smsMessage: null, emailMessage: null, emailSubject: null }
